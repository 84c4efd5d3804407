package dev.vpccni.lab.account;

import dev.vpccni.inet.IpPrefix;

/// What the account tells the network underneath, so that an address EC2 hands out carries packets at once.
///
/// Every method is called under the account's lock, in the order of the changes, and before the EC2 reply is sent; a
/// fabric may read the account from inside a call. A method that throws makes the EC2 call fail with InternalError and
/// leaves the account as it was.
public interface Fabric {

    /// An instance exists from now on; its primary interface follows in [#attach].
    ///
    /// Shape: `name` is the lab's own name of the node, unique in the account.
    default void launched(String instanceId, String name) {}

    /// The instance is gone; its interfaces were detached before.
    default void terminated(String instanceId) {}

    /// An interface with all its addresses becomes a link of the instance.
    void attach(FabricEni eni);

    /// The interface stops carrying packets; its addresses go with it.
    void detach(String eniId);

    /// An attached interface owns one more address (/32, /128) or prefix (/28, /80).
    void assign(String eniId, IpPrefix prefix);

    /// An attached interface no longer owns this address or prefix.
    void unassign(String eniId, IpPrefix prefix);

    /// The source/destination check of an attached interface was switched.
    default void sourceDestCheck(String eniId, boolean enabled) {}

    /// A fabric without packets, for tests of the account alone.
    static Fabric none() {
        return new Fabric() {
            @Override
            public void attach(FabricEni eni) {}

            @Override
            public void detach(String eniId) {}

            @Override
            public void assign(String eniId, IpPrefix prefix) {}

            @Override
            public void unassign(String eniId, IpPrefix prefix) {}
        };
    }
}
