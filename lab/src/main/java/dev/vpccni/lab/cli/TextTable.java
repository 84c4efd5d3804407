package dev.vpccni.lab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Rows of text in columns; a column of numbers is aligned to the right.
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... titles) {
        rows.add(List.of(titles));
    }

    /// Shape: as many cells as there are titles.
    void row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + rows.getFirst().size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /// The lines, titles first, indented by two; none when there are no rows.
    List<String> lines() {
        if (rows.size() == 1) {
            return List.of();
        }
        return rows.stream()
                .map(row ->
                        "  "
                                + IntStream.range(0, row.size())
                                        .mapToObj(column -> cell(row.get(column), column))
                                        .collect(Collectors.joining("  "))
                                        .stripTrailing())
                .toList();
    }

    private String cell(String text, int column) {
        int width = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
        String padding = " ".repeat(width - text.length());
        return isNumeric(column) ? padding + text : text + padding;
    }

    private boolean isNumeric(int column) {
        return rows.size() > 1
                && rows.stream().skip(1).allMatch(row -> row.get(column).matches("[0-9.]+"))
                && rows.stream().skip(1).noneMatch(row -> row.get(column).matches(".*\\..*\\..*"));
    }
}
