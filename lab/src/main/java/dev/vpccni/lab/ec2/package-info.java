/// The EC2 Query API over HTTP: form parameters in, XML out, as the AWS SDKs speak it.
///
/// What must not live here: what a call does to the account (that is [dev.vpccni.lab.account.Ec2Calls]) and which
/// faults, limits and delays it meets (that is whoever implements [dev.vpccni.lab.ec2.CallGate]). Read
/// [dev.vpccni.lab.ec2.Ec2Api] first.
@NullMarked
package dev.vpccni.lab.ec2;

import org.jspecify.annotations.NullMarked;
