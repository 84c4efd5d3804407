/// What a run of the lab plays: the nodes and subnets it starts with, and the latency, limits, staleness and faults
/// that EC2 and IMDS show, from a file at the start and through [dev.vpccni.lab.scenario.ControlApi] later.
///
/// What must not live here: what a call does to the account, and packets. Read
/// [dev.vpccni.lab.scenario.Scenario] first, then [dev.vpccni.lab.scenario.SimulatedAws], which puts the parts
/// together.
@NullMarked
package dev.vpccni.lab.scenario;

import org.jspecify.annotations.NullMarked;
