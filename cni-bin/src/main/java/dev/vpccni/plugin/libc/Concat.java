package dev.vpccni.plugin.libc;

import org.jspecify.annotations.Nullable;

/// What a sum of strings becomes in the native binary: one call. See `dev.vpccni.plugin.build.CompactConcat`.
///
/// Shape: the recipe is the text with U+0001 in place of each part, as javac writes it for StringConcatFactory.
public final class Concat {
    private Concat() {}

    public static String of(String recipe, @Nullable Object a) {
        return of(recipe, new @Nullable Object[] {a});
    }

    public static String of(String recipe, @Nullable Object a, @Nullable Object b) {
        return of(recipe, new @Nullable Object[] {a, b});
    }

    public static String of(
            String recipe, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
        return of(recipe, new @Nullable Object[] {a, b, c});
    }

    public static String of(String recipe, @Nullable Object[] parts) {
        StringBuilder text = new StringBuilder();
        int part = 0;
        for (int i = 0; i < recipe.length(); i++) {
            char c = recipe.charAt(i);
            if (c == '\1') {
                text.append(parts[part++]);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
