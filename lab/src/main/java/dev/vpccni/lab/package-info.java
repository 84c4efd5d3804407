/// The lab as one object: a simulated account, its network, its nodes.
///
/// What must not live here: what happens on a wire (`fabric`), in a machine (`node`), in EC2 (`account`, `ec2`, `imds`),
/// or on a terminal (`cli`). Nothing in the lab may import the agent. Read [dev.vpccni.lab.Lab] first.
@NullMarked
package dev.vpccni.lab;

import org.jspecify.annotations.NullMarked;
