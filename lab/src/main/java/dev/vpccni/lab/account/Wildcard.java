package dev.vpccni.lab.account;

import java.util.regex.Pattern;

/// Matches text against a filter value: `*` is any run of characters, `?` is any one, a backslash takes the next
/// character as it is. Case matters.
///
/// Source: EC2 user guide, "List and filter using the CLI and API".
public final class Wildcard {
    private final Pattern pattern;

    private Wildcard(Pattern pattern) {
        this.pattern = pattern;
    }

    public static Wildcard parse(String value) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else {
                if (c == '\\' && i + 1 < value.length()) {
                    i++;
                }
                regex.append(Pattern.quote(String.valueOf(value.charAt(i))));
            }
        }
        return new Wildcard(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    public boolean matches(String text) {
        return pattern.matcher(text).matches();
    }
}
