/// What the instance metadata service says of this node: who it is, which ENIs it sees, its VPC's blocks.
///
/// IMDS is a hint that lags behind EC2 by seconds to minutes: nothing is removed because it is absent here. What must
/// not live here: the AWS SDK, caches of what can change, decisions. Read [dev.vpccni.imds.Imds] first.
@NullMarked
package dev.vpccni.imds;

import org.jspecify.annotations.NullMarked;
