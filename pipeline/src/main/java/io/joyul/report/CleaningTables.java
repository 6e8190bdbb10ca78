package io.joyul.report;

import io.joyul.preprocess.DroppedRow;
import io.joyul.preprocess.RowBalance;
import io.joyul.report.Table.Align;
import io.joyul.report.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** What cleaning found, and that no row was lost. */
final class CleaningTables {
    private CleaningTables() {}

    /** The tables that have something to tell. */
    static List<Table> of(DataSummary data) {
        List<Table> tables = new ArrayList<>();
        Table rules = rules(data);
        if (!rules.rows().isEmpty()) {
            tables.add(rules);
        }
        if (!data.samples().isEmpty()) {
            tables.add(samples(data));
        }
        Table augmented = augmented(data);
        if (!augmented.rows().isEmpty()) {
            tables.add(augmented);
        }
        if (!data.balances().isEmpty()) {
            tables.add(balances(data));
        }
        if (!data.shares().isEmpty()) {
            tables.add(ShareTable.of(data.shares()));
        }
        return tables;
    }

    /** Rows by rule and split. */
    static Table rules(DataSummary data) {
        List<Column> columns = new ArrayList<>(List.of(new Column("rule", Align.TEXT)));
        data.splits().forEach(split -> columns.add(new Column(split.name(), Align.NUMBER)));
        columns.add(new Column("share of all rows", Align.NUMBER));
        List<List<String>> rows = new ArrayList<>();
        TreeSet<String> dropping = new TreeSet<>();
        TreeSet<String> reporting = new TreeSet<>();
        for (DataSummary.Split split : data.splits()) {
            dropping.addAll(split.dropped().keySet());
            reporting.addAll(split.reported().keySet());
        }
        for (String rule : dropping) {
            rows.add(row(
                    rule,
                    data,
                    data.splits().stream()
                            .map(split -> split.dropped().getOrDefault(rule, 0L))
                            .toList()));
        }
        for (String rule : reporting) {
            rows.add(row(
                    rule + " (found and kept)",
                    data,
                    data.splits().stream()
                            .map(split -> split.reported().getOrDefault(rule, 0L))
                            .toList()));
        }
        addTakenOut(rows, data, "lines", DataSummary.Split::linesRemoved);
        addTakenOut(rows, data, "sentences", DataSummary.Split::sentencesRemoved);
        return new Table("What the rules found", columns, rows);
    }

    private static void addTakenOut(
            List<List<String>> rows, DataSummary data, String what, ToLongFunction<DataSummary.Split> count) {
        if (data.splits().stream().anyMatch(split -> count.applyAsLong(split) > 0)) {
            List<String> cells = new ArrayList<>(List.of(what + " taken out of kept rows"));
            data.splits().forEach(split -> cells.add(Figures.count(count.applyAsLong(split))));
            cells.add(Figures.NONE);
            rows.add(cells);
        }
    }

    private static List<String> row(String rule, DataSummary data, List<Long> counts) {
        List<String> cells = new ArrayList<>(List.of(rule));
        counts.forEach(count -> cells.add(count == 0 ? Figures.NONE : Figures.count(count)));
        long all = data.splits().stream().mapToLong(DataSummary.Split::rowsRead).sum();
        long found = counts.stream().mapToLong(Long::longValue).sum();
        cells.add(Figures.percent((double) found / all));
        return cells;
    }

    /** Some of these rows, and for duplicates and leaks the rows that they are like. */
    static Table samples(DataSummary data) {
        List<List<String>> rows = new ArrayList<>();
        for (DroppedRow row : data.samples()) {
            String like = row.likeText();
            rows.add(List.of(
                    row.rule(),
                    row.split() + " " + row.id(),
                    row.text(),
                    row.likeSplit() == null ? "" : row.likeSplit() + " " + row.likeId(),
                    like == null || like.equals(row.text()) ? Figures.NONE : like));
        }
        return new Table(
                "Examples of what the rules found",
                List.of(
                        new Column("rule", Align.LABEL),
                        new Column("row", Align.LABEL),
                        new Column("text", Align.PASSAGE),
                        new Column("is like", Align.LABEL),
                        new Column("whose text is, where it differs", Align.PASSAGE)),
                rows);
    }

    /** Rows that were made out of others. */
    static Table augmented(DataSummary data) {
        List<List<String>> rows = new ArrayList<>();
        for (DataSummary.Split split : data.splits()) {
            split.augmented().forEach((kind, made) -> rows.add(List.of(split.name(), kind, Figures.count(made))));
        }
        return new Table(
                "Rows made out of others, those left out that were there already",
                List.of(
                        new Column("split", Align.TEXT),
                        new Column("made by", Align.TEXT),
                        new Column("rows", Align.NUMBER)),
                rows);
    }

    /** The books. */
    static Table balances(DataSummary data) {
        List<List<String>> rows = new ArrayList<>();
        for (RowBalance balance : data.balances()) {
            rows.add(List.of(
                    balance.split(),
                    balance.stage(),
                    Figures.count(balance.rowsIn()),
                    Figures.count(balance.made()),
                    Figures.count(balance.rowsOut()),
                    Figures.count(balance.dropped()),
                    Figures.count(balance.quarantined())));
        }
        return new Table(
                "Rows in and out: counted anew at each stage, and equal",
                List.of(
                        new Column("split", Align.TEXT),
                        new Column("stage", Align.TEXT),
                        new Column("in", Align.NUMBER),
                        new Column("+ made", Align.NUMBER),
                        new Column("= out", Align.NUMBER),
                        new Column("+ dropped", Align.NUMBER),
                        new Column("+ set aside", Align.NUMBER)),
                rows);
    }
}
