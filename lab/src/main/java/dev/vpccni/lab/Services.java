package dev.vpccni.lab;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.ec2.Ec2Server;
import dev.vpccni.lab.fabric.InternetHost;
import dev.vpccni.lab.fabric.LinuxFabric;
import dev.vpccni.lab.imds.ImdsServer;
import dev.vpccni.lab.scenario.SimulatedAws;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// What listens in the fabric: the EC2 API, the metadata service and the host on the internet.
record Services(Ec2Server ec2, ImdsServer imds, InternetHost internet) implements AutoCloseable {
    private static final int HTTP = 80;

    static Services start(LinuxFabric fabric, SimulatedAws aws) {
        Ec2Server ec2 =
                fabric.aws().call(() -> Ec2Server.start(at(LinuxFabric.EC2_API), aws.ec2()));
        ImdsServer imds =
                fabric.aws().call(() -> ImdsServer.start(at(LinuxFabric.IMDS), aws.imds()));
        return new Services(ec2, imds, InternetHost.start(fabric.internet()));
    }

    @Override
    public void close() {
        internet.close();
        imds.close();
        ec2.close();
    }

    private static InetSocketAddress at(IpAddress address) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), HTTP);
    }
}
