package dev.vpccni.ipam;

import dev.vpccni.ipam.Ec2Action.AssignAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Decides what to ask of EC2: a pure function from the situation to a plan.
///
/// One plan covers the whole shortfall, over as many ENIs as it takes. Invariants: planning again after the plan was
/// carried out gives an empty plan; no plan asks for more addresses than pods are allowed, or for more ENIs than can be
/// attached; no plan takes an address that is assigned or cooling, or an ENI that has one.
///
/// With S addresses asked for and not there yet, D pods waiting, total and free without those on their way out, and
/// cooling addresses not available (the incumbent counts them, spec/ipamd.md 4.2 and W13):
///
/// ```
/// available = free + pending + S
/// by addresses:  missing = max(WARM_IP + D - available, MINIMUM_IP - (total + S), 0)
///                surplus = max(min(free - D - WARM_IP, total - MINIMUM_IP), 0)
/// by ENIs:       missing = max(max(WARM_ENI * slots, 1) + D - available, 0), asked for in whole ENIs
///                surplus = max(free - D - max(WARM_ENI * slots, 1), 0), an unused ENI goes when it reaches `slots`
/// ```
///
/// While something is missing, the surplus is 0 and only unused ENIs without any address are given back.
public final class Planner {
    /// Least time between two plans that give something back, so that replacing a deployment costs few calls.
    public static final Duration SHRINK_GAP = Duration.ofSeconds(30);

    /// An ENI is not released before this age.
    public static final Duration MIN_ENI_LIFE = Duration.ofSeconds(60);

    private Planner() {}

    /// Plans for the pool as it is once the cooling that is over at `situation.now()` has ended; whoever carries the plan
    /// out must have done the same ([Pool#expireCooling]).
    public static Plan plan(Situation situation) {
        Situation current = situation.withPool(situation.pool().expireCooling(situation.now()));
        Supply supply = new Supply(current);
        Notes notes = new Notes();
        List<Ec2Action> actions = actions(current, supply, notes);
        current.pool().nextCoolingEnd().ifPresent(notes::lookAt);
        return new Plan(actions, explain(supply, actions, notes), notes.nextLook());
    }

    private static List<Ec2Action> actions(Situation situation, Supply supply, Notes notes) {
        Optional<Pause> pause = situation.pauses().ofEc2(situation.now());
        if (pause.isPresent()) {
            notes.pause(pause.get());
            return List.of();
        }
        List<Ec2Action> actions = new ArrayList<>(new Growth(situation, supply, notes).plan());
        Set<EniId> growing =
                actions.stream()
                        .filter(AssignAddresses.class::isInstance)
                        .map(action -> ((AssignAddresses) action).eni())
                        .collect(Collectors.toSet());
        actions.addAll(new Shrinkage(situation, supply, growing, notes).plan());
        return List.copyOf(actions);
    }

    private static Explanation explain(Supply supply, List<Ec2Action> actions, Notes notes) {
        Counts counts = supply.counts();
        return new Explanation(
                counts,
                supply.coming(),
                supply.waiting(),
                supply.target(),
                supply.missing(),
                supply.surplus(),
                notes.obstacles(),
                sentence(supply, actions, notes));
    }

    private static String sentence(Supply supply, List<Ec2Action> actions, Notes notes) {
        Counts counts = supply.counts();
        StringBuilder text = new StringBuilder();
        text.append(counts.free()).append(" free of ").append(counts.total());
        append(text, counts.cooling(), "cooling");
        append(text, counts.pending() + supply.coming(), "coming");
        append(text, counts.withheld(), "withheld");
        append(text, supply.waiting(), "waiting");
        text.append(", target ").append(supply.target()).append(": ");
        text.append(actions.isEmpty() ? "nothing to do" : joined(actions));
        notes.obstacles().forEach(obstacle -> text.append("; ").append(obstacle));
        return text.toString();
    }

    private static String joined(List<Ec2Action> actions) {
        return String.join(", ", actions.stream().map(Object::toString).toList());
    }

    private static void append(StringBuilder text, long number, String what) {
        if (number > 0) {
            text.append(", ").append(number).append(' ').append(what);
        }
    }
}
