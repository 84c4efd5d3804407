package dev.vpccni.engine;

import dev.vpccni.ec2.AddressAssignment;
import dev.vpccni.ec2.Ec2Reads;
import dev.vpccni.ec2.EniLifecycle;
import dev.vpccni.ec2.EniUpkeep;
import dev.vpccni.store.AssignmentJournal;
import dev.vpccni.store.Loaded;
import java.util.concurrent.ExecutorService;

/// What the engine acts through.
///
/// @param loaded what the journal held when it was opened
/// @param calls told of the calls to EC2 by whatever makes them
/// @param slots where the attached ENIs are plugged in
/// @param threads runs any number of blocking EC2 calls at once
/// @param hostThread runs one task at a time
public record Ports(
        EniLifecycle lifecycle,
        AddressAssignment addresses,
        Ec2Reads reads,
        EniUpkeep upkeep,
        HostPort host,
        AssignmentJournal journal,
        Loaded loaded,
        RepeatedCalls calls,
        DeviceSlots slots,
        ExecutorService threads,
        ExecutorService hostThread) {}
