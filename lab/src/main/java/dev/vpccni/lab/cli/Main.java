package dev.vpccni.lab.cli;

import dev.vpccni.lab.LabOptions;
import dev.vpccni.lab.scenario.Scenario;
import dev.vpccni.lab.scenario.ScenarioException;
import java.util.List;
import java.util.Set;

/// The command `vpc-lab`. The exit status is 0 when all went well, 1 when something failed, 2 for a wrong command line.
public final class Main {
    private static final String HELP =
            """
            vpc-lab: a VPC in a box of network namespaces, with simulated EC2 and IMDS

              demo                          two nodes, real agents, real pods, real packets; cleans up after itself
              up [--nodes N] [--scenario S] [--no-agent]
                                            starts a lab in the background; S is a file or one of %s
              status                        nodes, agents, pods, EC2 calls, spoofed packets
              pod add NAME [--node NODE]    adds a pod through the real plugin
              pod list | pod del NAME
              pod exec NAME -- COMMAND      runs a command in the pod's network
              node exec NODE -- COMMAND     runs a command on a node
              fault list | fault clear [ID] what is played now; ends faults
              fault add KEY=VALUE…          for instance: action=CreateNetworkInterface code=InternalError count=3
              fault latency|imds-lag|describe-lag|throttling|denied|settle KEY=VALUE…
              down                          ends the lab and removes everything, also after a crash

            Every command takes --name NAME for a second lab beside the first (vpclab unless told).
            """
                    .formatted(String.join(", ", Scenario.NAMES));

    private Main() {}

    /// Runs one command and ends the JVM with its status.
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), Console.standard()));
    }

    static int run(List<String> arguments, Console console) {
        if (arguments.isEmpty() || Set.of("help", "-h", "--help").contains(arguments.getFirst())) {
            console.line(HELP);
            return arguments.isEmpty() ? 2 : 0;
        }
        try {
            return command(arguments.getFirst(), arguments.subList(1, arguments.size()), console);
        } catch (UsageException | ScenarioException wrong) {
            System.err.println("vpc-lab: " + wrong.getMessage());
            return 2;
        } catch (RuntimeException failure) {
            System.err.println("vpc-lab: " + failure.getMessage());
            if (System.getenv("VPC_LAB_DEBUG") != null) {
                failure.printStackTrace();
            } else {
                System.err.println("(VPC_LAB_DEBUG=1 shows where)");
            }
            return 1;
        }
    }

    private static int command(String command, List<String> rest, Console console) {
        return switch (command) {
            case "demo" -> demo(parse(rest, "name", "keep-logs"), console);
            case "up" -> up(rest, console);
            case "daemon" -> daemon(parse(rest, "name", "nodes", "scenario", "no-agent"), console);
            case "down" -> background(parse(rest, "name")).down(console);
            case "status" -> inspect(parse(rest, "name")).status(console);
            case "pod" ->
                    inspect(parse(rest, "name", "node")).pod(parse(rest, "name", "node"), console);
            case "node" -> inspect(parse(rest, "name")).node(parse(rest, "name"));
            case "fault" -> inspect(parse(rest, "name")).fault(parse(rest, "name"), console);
            default ->
                    throw new UsageException(
                            "there is no command '" + command + "'; see 'vpc-lab help'");
        };
    }

    private static int demo(Arguments arguments, Console console) {
        return new Demo(arguments.option("name").orElse("vpcdemo"), Checkout.current(), console)
                .run();
    }

    /// What is wrong with the command line or the build is said here, not in the log of the background.
    private static int up(List<String> rest, Console console) {
        Arguments arguments = parse(rest, "name", "nodes", "scenario", "no-agent");
        options(arguments);
        if (!arguments.flag("no-agent")) {
            Checkout.current().agent();
            Checkout.current().plugin();
        }
        return background(arguments).up(rest, console);
    }

    private static int daemon(Arguments arguments, Console console) {
        LabOptions options = options(arguments);
        RunDirectory directory = RunDirectory.of(options.prefix());
        new Daemon(options.withDirectory(directory.nodes()), directory, console)
                .run(Checkout.current(), !arguments.flag("no-agent"));
        return 0;
    }

    /// Errors: UsageException or ScenarioException.
    private static LabOptions options(Arguments arguments) {
        Scenario scenario = Scenario.load(arguments.option("scenario").orElse("calm"));
        if (arguments.option("nodes").isPresent()) {
            scenario = scenario.withNodes(arguments.number("nodes", 2, 1, 50));
        }
        return LabOptions.named(prefix(arguments))
                .withScenario(scenario)
                .showing(Checkout.current().root());
    }

    private static String prefix(Arguments arguments) {
        return arguments.option("name").orElse("vpclab");
    }

    private static Background background(Arguments arguments) {
        return new Background(prefix(arguments));
    }

    private static Inspection inspect(Arguments arguments) {
        return new Inspection(new DaemonClient(prefix(arguments)));
    }

    private static Arguments parse(List<String> arguments, String... known) {
        return Arguments.parse(arguments, Set.of(known));
    }
}
