package io.joyul.report;

import io.joyul.evaluate.ClassificationResult;
import io.joyul.evaluate.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code report.md}: the figures in tables, for a terminal or a pull request. */
final class MarkdownReport {
    private static final String SPECIAL = "\\`*_[]<>|#~&$!";

    private final StringBuilder out = new StringBuilder();

    private MarkdownReport() {}

    static String render(RunReport report) {
        MarkdownReport page = new MarkdownReport();
        Headline headline = Headline.of(report);
        page.out.append("# ").append(escape(report.run().name())).append("\n\n");
        page.out.append(escape(headline.verdict())).append("\n");
        page.section(
                "Figures",
                List.of("figure", "value", "note"),
                headline.figures().stream()
                        .map(figure -> List.of(figure.name(), figure.value(), figure.note()))
                        .toList());
        page.section(Table.classes(report));
        page.confusion(report.evaluation());
        page.section(Table.training(report));
        page.mistakes(report.evaluation());
        page.section(Table.data(report));
        CleaningTables.of(report.data()).forEach(page::section);
        page.section(Table.stages(report));
        page.section(Table.facts(report));
        page.runFile(report.runFile());
        return page.out.toString();
    }

    private void section(Table table) {
        section(
                table.title(),
                table.columns().stream().map(Table.Column::name).toList(),
                table.columns().stream().map(MarkdownReport::rule).collect(Collectors.joining("|", "|", "|")),
                table.rows());
    }

    private void section(String title, List<String> columns, List<List<String>> rows) {
        section(title, columns, "|---".repeat(columns.size()) + "|", rows);
    }

    private void section(String title, List<String> columns, String rule, List<List<String>> rows) {
        out.append("\n## ").append(title).append("\n\n");
        row(columns);
        out.append(rule).append('\n');
        rows.forEach(this::row);
    }

    private static String rule(Table.Column column) {
        return switch (column.align()) {
            case TEXT, LABEL, PASSAGE -> "---";
            case NUMBER -> "---:";
        };
    }

    private void confusion(ClassificationResult result) {
        List<String> columns = new ArrayList<>(List.of("true class"));
        result.labelNames().forEach(name -> columns.add("taken for " + name));
        section(
                "Confusion matrix",
                columns,
                IntStream.range(0, result.labelNames().size())
                        .mapToObj(label -> {
                            List<String> row =
                                    new ArrayList<>(List.of(result.labelNames().get(label)));
                            result.confusion().rows().get(label).forEach(count -> row.add(Figures.count(count)));
                            return row;
                        })
                        .map(List::copyOf)
                        .toList());
    }

    private void mistakes(ClassificationResult result) {
        List<List<String>> rows = new ArrayList<>();
        for (Mistake mistake : result.worstMistakes()) {
            String text = mistake.text();
            rows.add(List.of(
                    Figures.percent(mistake.probability()),
                    result.labelNames().get(mistake.label()),
                    result.labelNames().get(mistake.predicted()),
                    text == null ? "example " + mistake.exampleId() : text));
        }
        section("Worst mistakes", List.of("sure by", "true class", "predicted", "text"), rows);
    }

    private void runFile(String yaml) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < yaml.length(); i++) {
            run = yaml.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(Math.max(3, longest + 1));
        out.append("\n## Resolved run file\n\n").append(fence).append("yaml\n");
        out.append(yaml).append(yaml.endsWith("\n") ? "" : "\n").append(fence).append('\n');
    }

    private void row(List<String> cells) {
        out.append(cells.stream().map(MarkdownReport::escape).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** The text as it is, on one line: nothing in it is taken for markup. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (SPECIAL.indexOf(character) >= 0) {
                escaped.append('\\');
            }
            escaped.appendCodePoint(Character.isISOControl(character) ? ' ' : character);
        });
        return escaped.toString();
    }
}
