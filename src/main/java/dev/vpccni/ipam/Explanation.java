package dev.vpccni.ipam;

import java.util.List;

/// The numbers behind a plan, for `/v1/explain` and the log.
///
/// @param now the pool as the planner saw it
/// @param coming addresses that EC2 was asked for before this plan
/// @param waiting pods that need an address
/// @param target in words, for instance "5 free, 10 in all"
/// @param shortBy addresses that were missing; 0 when none
/// @param surplus addresses that were too many; 0 when none
/// @param obstacles why not all that is missing was asked for, or all that is too much given back; one phrase each
/// @param sentence all of it in one line: "3 free of 10, target 5 free: assign 2 to eni-0a"
public record Explanation(
        Counts now,
        long coming,
        int waiting,
        String target,
        long shortBy,
        long surplus,
        List<String> obstacles,
        String sentence) {
    public Explanation {
        obstacles = List.copyOf(obstacles);
    }
}
