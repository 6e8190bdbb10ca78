package io.joyul.report;

import io.joyul.evaluate.ClassScore;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that the Markdown and the HTML report both show.
 *
 * @param rows cells as they are written, as many as columns
 */
record Table(String title, List<Column> columns, List<List<String>> rows) {

    /** Which way a column leans. */
    enum Align {
        TEXT,
        NUMBER,
        /** A name that stays on one line. */
        LABEL,
        /** Text from data, which has the room that is left. */
        PASSAGE
    }

    /** A heading and how what is below it is aligned. */
    record Column(String name, Align align) {}

    static Table classes(RunReport report) {
        List<List<String>> rows = new ArrayList<>();
        for (ClassScore score : report.evaluation().classes()) {
            rows.add(List.of(
                    score.name(),
                    Figures.number(score.precision()),
                    Figures.number(score.recall()),
                    Figures.number(score.f1()),
                    Figures.count(score.support()),
                    Figures.count(score.predicted())));
        }
        return new Table(
                "Classes",
                List.of(
                        text("class"),
                        number("precision"),
                        number("recall"),
                        number("F1"),
                        number("examples"),
                        number("predicted")),
                rows);
    }

    static Table training(RunReport report) {
        List<List<String>> rows = new ArrayList<>();
        for (TrainingCurve curve : report.training()) {
            rows.add(List.of(
                    curve.name(),
                    Figures.count((long) curve.steps()),
                    curve.epochs(),
                    curve.bestEpoch() == 0 ? Figures.NONE : Figures.count((long) curve.bestEpoch()),
                    Figures.number(curve.lastLoss()),
                    Figures.number(curve.lastDevLoss()),
                    Figures.percent(curve.lastDevAccuracy()),
                    Figures.count(curve.history().tokensPerSecond()),
                    Figures.percent(curve.history().waitingShare())));
        }
        return new Table(
                "Training",
                List.of(
                        text("run"),
                        number("steps"),
                        number("epochs"),
                        number("best epoch"),
                        number("last loss"),
                        number("dev loss"),
                        number("dev accuracy"),
                        number("tokens/s"),
                        number("waiting for data")),
                rows);
    }

    static Table data(RunReport report) {
        List<List<String>> rows = new ArrayList<>();
        for (DataSummary.Split split : report.data().splits()) {
            rows.add(List.of(
                    split.name(),
                    Figures.count(split.rowsRead()),
                    Figures.count(split.rowsKept()),
                    Figures.count(split.dropped().values().stream()
                            .mapToLong(Long::longValue)
                            .sum()),
                    Figures.reasons(split.quarantined()),
                    Figures.count(split.tokens()),
                    Figures.mean(split.meanLength()),
                    Figures.percent(split.unknownShare())));
        }
        return new Table(
                "Data",
                List.of(
                        text("split"),
                        number("rows read"),
                        number("kept"),
                        number("dropped"),
                        text("set aside"),
                        number("tokens"),
                        number("tokens a row"),
                        number("unknown")),
                rows);
    }

    static Table stages(RunReport report) {
        List<List<String>> rows = new ArrayList<>();
        for (StageTiming stage : report.stages()) {
            Double speed = stage.tokensPerSecond();
            rows.add(List.of(
                    stage.stage(),
                    Figures.duration(stage.seconds()),
                    speed == null ? Figures.NONE : Figures.count(speed),
                    stage.summary()));
        }
        return new Table("Stages", List.of(text("stage"), number("time"), number("tokens/s"), text("outcome")), rows);
    }

    /** What was trained, where, and how to do it again. */
    static Table facts(RunReport report) {
        List<Fact> facts = new ArrayList<>(report.model());
        facts.add(new Fact("vocabulary", Figures.count((long) report.data().vocabulary())));
        facts.add(new Fact("seed", Long.toString(report.run().seed())));
        facts.add(new Fact("started", report.run().started().toString()));
        facts.add(new Fact("duration", Figures.duration(report.run().seconds())));
        facts.add(new Fact("command", report.run().command()));
        facts.addAll(report.run().environment());
        return new Table(
                "Model and run",
                List.of(text("fact"), text("value")),
                facts.stream().map(fact -> List.of(fact.name(), fact.value())).toList());
    }

    private static Column text(String name) {
        return new Column(name, Align.TEXT);
    }

    private static Column number(String name) {
        return new Column(name, Align.NUMBER);
    }
}
