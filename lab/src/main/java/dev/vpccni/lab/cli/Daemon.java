package dev.vpccni.lab.cli;

import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabOptions;
import dev.vpccni.lab.http.HttpListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/// The lab in the background: `vpc-lab up` starts this process and leaves.
///
/// It answers on the loopback of the lab's own AWS namespace, which only root can enter, so there is no port on the
/// machine and no secret to keep.
final class Daemon {
    static final int PORT = 8000;

    private final LabOptions options;
    private final RunDirectory directory;
    private final Console console;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Daemon(LabOptions options, RunDirectory directory, Console console) {
        this.options = options;
        this.directory = directory;
        this.console = console;
    }

    /// Builds the lab, serves until it is told to end or gets SIGTERM, and takes everything down.
    void run(Checkout checkout, boolean withAgent) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::end));
        int nodes = options.scenario().topology().nodes().size();
        try (Lab lab =
                console.step(
                        "build the VPC and boot " + nodes + " nodes", () -> Lab.start(options))) {
            prepare(lab, checkout, withAgent);
            try (HttpListener listener = listen(lab)) {
                directory.markReady();
                ending.await();
                console.line("the lab at " + listener.address() + " ends");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /// On SIGTERM: lets [#run] finish, for the JVM stops when this returns.
    private void end() {
        ending.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void prepare(Lab lab, Checkout checkout, boolean withAgent) {
        Fleet fleet = new Fleet(lab);
        if (withAgent) {
            fleet.installPlugin(checkout.plugin());
            console.step("start the agent in each node", () -> startAgents(fleet, checkout));
        } else if (checkout.hasPlugin()) {
            fleet.installPlugin(checkout.plugin());
        }
    }

    private static Fleet startAgents(Fleet fleet, Checkout checkout) {
        fleet.startAgents(checkout.agent());
        return fleet;
    }

    private HttpListener listen(Lab lab) {
        return lab.fabric().aws().call(() -> HttpListener.start(address(), api(lab)));
    }

    private CliApi api(Lab lab) {
        return new CliApi(lab, ending::countDown);
    }

    private static InetSocketAddress address() throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), PORT);
    }
}
