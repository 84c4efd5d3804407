package dev.vpccni.engine;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniId;
import java.util.List;
import java.util.Set;

/// The node's network as the engine needs it: declared whole, applied in one call.
public interface HostPort {
    /// Makes the kernel carry exactly these ENIs, with rules, tables and SNAT for these VPC blocks.
    ///
    /// Waits a few seconds for the link of an ENI that was just attached. Calls do not overlap. Errors:
    /// RuntimeException with one sentence that names the ENI and the step; a later call repairs what is left half done.
    ///
    /// @return the ENIs whose links have not appeared; all others are set up
    Set<EniId> apply(List<Eni> enis, List<IpPrefix> vpcCidrs);

    /// Addresses that the kernel routes to pods now. Errors: as [#apply].
    Set<IpAddress> podAddresses();
}
