/// The instance metadata service of the lab's nodes, version 2 and, if wanted, version 1.
///
/// What must not live here: how a node's packets reach 169.254.169.254 and which faults and delays a request meets
/// (that is whoever implements [dev.vpccni.lab.imds.ImdsGate]). Read [dev.vpccni.lab.imds.ImdsApi] first, then
/// [dev.vpccni.lab.imds.MetadataTree].
@NullMarked
package dev.vpccni.lab.imds;

import org.jspecify.annotations.NullMarked;
