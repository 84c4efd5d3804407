package dev.vpccni.lab.ec2;

import dev.vpccni.lab.account.Account;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// All actions that the lab's EC2 API knows, by name.
final class Actions {
    private Actions() {}

    static Map<String, Action> of(Account account) {
        Map<String, Action> all = new HashMap<>();
        new DescribeActions(account).register(all);
        new InterfaceActions(account).register(all);
        new AddressActions(account.ec2()).register(all);
        return Map.copyOf(all);
    }

    /// The reply of calls that say nothing but that they were done.
    static Consumer<Xml> done() {
        return xml -> xml.element("return", true);
    }
}
