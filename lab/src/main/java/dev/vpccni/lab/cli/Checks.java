package dev.vpccni.lab.cli;

import java.util.ArrayList;
import java.util.List;

/// The claims of a demonstration and whether each held.
final class Checks {
    private final Console console;
    private final List<String> failed = new ArrayList<>();

    Checks(Console console) {
        this.console = console;
    }

    /// Shows a claim with its outcome. Shape: `detail` may be empty.
    void check(String claim, boolean held, String detail) {
        console.check(claim, held, detail);
        if (!held) {
            failed.add(claim);
        }
    }

    /// A claim that nothing of a kind exists: what was found is shown, one line each.
    void none(String claim, List<?> found) {
        check(claim, found.isEmpty(), "");
        found.forEach(each -> console.line("            " + each));
    }

    /// The claims that did not hold.
    List<String> failed() {
        return List.copyOf(failed);
    }
}
