package dev.vpccni.ec2;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Sets system properties for one test and puts them back: the only way to tell the SDK about credentials.
final class TestProperties implements BeforeEachCallback, AfterEachCallback {
    private final Map<String, String> wanted;
    private final Map<String, @Nullable String> before = new HashMap<>();

    TestProperties(Map<String, String> wanted) {
        this.wanted = wanted;
    }

    void set(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name));
        System.setProperty(name, value);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        wanted.forEach(this::set);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
