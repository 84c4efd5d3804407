package dev.vpccni.engine;

import dev.vpccni.ipam.Ec2Action;

/// One action that is being carried out; two equal actions are two tasks.
record Task(long id, Ec2Action action) {}
