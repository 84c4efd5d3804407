/// The CNI protocol: what a runtime says (environment, network configuration, previous result) as checked values, and
/// what it is told (results of each specification version, errors).
///
/// What must not live here: I/O, and what a call then does. Every refusal is a [dev.vpccni.plugin.cni.CniError] with
/// the code of CNI specification 1.1.0. Read [dev.vpccni.plugin.cni.CniCall] first.
@NullMarked
package dev.vpccni.plugin.cni;

import org.jspecify.annotations.NullMarked;
