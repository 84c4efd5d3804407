/// The command `vpc-lab`: a lab by hand (`up`, `pod add`, `fault …`, `down`) and the demonstration (`demo`).
///
/// What must not live here: anything a test in process would need too (that is [dev.vpccni.lab.Lab]). Read
/// [dev.vpccni.lab.cli.Main] first; [dev.vpccni.lab.cli.Demo] is the demonstration, step by step.
@NullMarked
package dev.vpccni.lab.cli;

import org.jspecify.annotations.NullMarked;
