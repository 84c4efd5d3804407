package dev.vpccni.lab;

import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.ec2.CallGate;
import dev.vpccni.lab.ec2.Ec2Api;
import dev.vpccni.lab.ec2.Ec2Server;
import dev.vpccni.lab.fabric.FabricOptions;
import dev.vpccni.lab.fabric.InternetHost;
import dev.vpccni.lab.fabric.LinuxFabric;
import dev.vpccni.lab.http.Pause;
import dev.vpccni.lab.imds.ImdsApi;
import dev.vpccni.lab.imds.ImdsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What listens in the fabric: the EC2 API, the metadata service and the host on the internet.
record Services(Ec2Server ec2, ImdsServer imds, InternetHost internet) implements AutoCloseable {
    private static final int HTTP = 80;

    static Services start(
            LinuxFabric fabric,
            FabricOptions options,
            Account account,
            InstantSource clock,
            RandomGenerator random) {
        Ec2Api ec2Api = new Ec2Api(account, CallGate.open(), clock, Pause.sleeping(), random);
        ImdsApi imdsApi = ImdsApi.of(account, clock, random).build();
        Ec2Server ec2 =
                fabric.aws().call(() -> Ec2Server.start(address(options.ec2Endpoint().bytes()), ec2Api));
        ImdsServer imds =
                fabric.aws().call(() -> ImdsServer.start(address(LinuxFabric.IMDS.bytes()), imdsApi));
        return new Services(ec2, imds, InternetHost.start(fabric.internet()));
    }

    @Override
    public void close() {
        internet.close();
        imds.close();
        ec2.close();
    }

    private static InetSocketAddress address(byte[] address) throws java.io.IOException {
        return new InetSocketAddress(InetAddress.getByAddress(address), HTTP);
    }
}
