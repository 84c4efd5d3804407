package dev.vpccni.ipam;

/// How far an ENI is in its life on this node. Only a [#READY] one gives addresses to pods.
public enum EniState {
    /// Attached, but its link, table and rules are not set up yet.
    PENDING,
    /// Set up: its addresses work.
    READY,
    /// On its way out: detach or delete is under way.
    LEAVING
}
