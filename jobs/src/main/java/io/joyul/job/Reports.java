package io.joyul.job;

import io.joyul.checkpoint.ModelFiles;
import io.joyul.config.ResolvedRunFile;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.evaluate.Interval;
import io.joyul.model.BertConfig;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.RowBalance;
import io.joyul.report.DataSummary;
import io.joyul.report.Fact;
import io.joyul.report.FromScratch;
import io.joyul.report.RunFacts;
import io.joyul.report.RunReport;
import io.joyul.report.StageTiming;
import io.joyul.report.TrainingCurve;
import io.joyul.stage.StageLedger.Outcome;
import io.joyul.storage.Storage;
import io.joyul.train.Course;
import io.joyul.train.PeakMemory;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts together what a run tells at its end: the report's values and the lines on the terminal. */
final class Reports {
    private final RunPlan plan;
    private final RunOutcome outcome;

    Reports(RunPlan plan, RunOutcome outcome) {
        this.plan = plan;
        this.outcome = outcome;
    }

    RunReport report(Instant started, String command) {
        Evaluation evaluation = outcome.evaluation().result();
        double seconds = Duration.between(started, Instant.now()).toMillis() / 1000.0;
        return new RunReport(
                new RunFacts(
                        plan.config().name(), started, seconds, plan.config().seed(), command, environment()),
                data(outcome.preprocess().result()),
                model(outcome.train().result()),
                curves(),
                evaluation.split(),
                evaluation.tuned(),
                evaluation.fromScratch(),
                timings(),
                ResolvedRunFile.text(plan.config()));
    }

    private List<Fact> environment() {
        return List.of(
                new Fact("Joyul", Version.joyul()),
                new Fact("Spark", Version.spark()),
                new Fact("Java", System.getProperty("java.version")),
                new Fact("Operating system", System.getProperty("os.name") + " " + System.getProperty("os.arch")),
                new Fact(
                        "Cores of the driver",
                        Integer.toString(Runtime.getRuntime().availableProcessors())),
                new Fact("Master", Sessions.master(plan.config())),
                new Fact("Ranks", Integer.toString(plan.config().training().ranks())));
    }

    private static DataSummary data(PreprocessResult result) {
        List<DataSummary.Split> splits = new ArrayList<>();
        List<RowBalance> balances = new ArrayList<>();
        result.splits().forEach((name, split) -> {
            splits.add(new DataSummary.Split(
                    name,
                    split.rowsRead(),
                    split.rowsKept(),
                    split.dropped(),
                    split.reported(),
                    split.quarantined(),
                    split.augmented(),
                    split.linesRemoved(),
                    split.sentencesRemoved(),
                    split.tokens(),
                    split.meanLength(),
                    split.unknownShare()));
            balances.addAll(split.balances());
        });
        return new DataSummary(splits, result.samples(), balances, result.shares(), result.vocabularySize());
    }

    private List<Fact> model(TrainingResult tuned) {
        BertConfig shape = ModelFiles.config(plan.storage(), tuned.checkpoint());
        return List.of(
                new Fact("Parameters", "%,d".formatted(tuned.parameters())),
                new Fact("Trained", "%,d of them".formatted(tuned.trained())),
                new Fact("Layers", Integer.toString(shape.layers())),
                new Fact("Hidden size", Integer.toString(shape.hiddenSize())),
                new Fact("Attention heads", Integer.toString(shape.attentionHeads())),
                new Fact("Intermediate size", Integer.toString(shape.intermediateSize())),
                new Fact("Vocabulary", "%,d".formatted(shape.vocabularySize())),
                new Fact("Positions", Integer.toString(shape.maxPositions())));
    }

    private List<TrainingCurve> curves() {
        List<TrainingCurve> curves = new ArrayList<>();
        outcome.pretrain()
                .ifPresent(
                        done -> curves.add(curve("pretrained", TrainingCurve.Stage.PRETRAINING, done, pretraining())));
        curves.add(curve("tuned", TrainingCurve.Stage.FINE_TUNING, outcome.train(), tuning()));
        outcome.fromScratch()
                .ifPresent(done ->
                        curves.add(curve("from random weights", TrainingCurve.Stage.FINE_TUNING, done, tuning())));
        return curves;
    }

    private Course pretraining() {
        return Courses.of(plan.config().pretrain().orElseThrow());
    }

    private Course tuning() {
        return Courses.of(plan.config().train());
    }

    private static TrainingCurve curve(
            String name, TrainingCurve.Stage stage, Outcome<TrainingResult> done, Course course) {
        TrainingHistory history = done.result().history();
        int best = course.stopping()
                .best(history.epochs())
                .map(TrainingHistory.Epoch::epoch)
                .orElse(0);
        return new TrainingCurve(name, stage, history, course.epochs(), best);
    }

    private List<StageTiming> timings() {
        List<StageTiming> timings = new ArrayList<>();
        long rows = outcome.preprocess().result().splits().values().stream()
                .mapToLong(split -> split.rowsKept())
                .sum();
        timings.add(new StageTiming(
                RunPlan.PREPROCESS, outcome.preprocess().seconds(), null, "%,d rows kept".formatted(rows)));
        outcome.pretrain().ifPresent(done -> timings.add(timing(RunPlan.PRETRAIN, done)));
        timings.add(timing(RunPlan.TRAIN, outcome.train()));
        outcome.fromScratch().ifPresent(done -> timings.add(timing(RunPlan.TRAIN_FROM_SCRATCH, done)));
        timings.add(new StageTiming(
                RunPlan.EVALUATE,
                outcome.evaluation().seconds(),
                null,
                "%,d examples".formatted(outcome.evaluation().result().tuned().examples())));
        return timings;
    }

    private static StageTiming timing(String stage, Outcome<TrainingResult> done) {
        return new StageTiming(
                stage,
                done.seconds(),
                done.result().history().tokensPerSecond(),
                "%,d steps; micro-batch %d; memory %s"
                        .formatted(
                                done.result().globalStep(),
                                done.result().microBatch(),
                                PeakMemory.text(done.result().memory())));
    }

    /** The report as a page. */
    String page() {
        return Storage.child(plan.workspace().report(), "report.html");
    }

    /** The figures, and where everything lies. */
    void printSummary(PrintWriter out) {
        printFigures(out, outcome.evaluation().result());
        out.println();
        out.println("report      " + shown(page()));
        out.println("model       " + shown(outcome.train().result().checkpoint()));
        out.println("tokenizer   " + shown(plan.workspace().tokenizer()));
        out.println("shards      " + shown(plan.workspace().labelledShards()));
    }

    static void printFigures(PrintWriter out, Evaluation evaluation) {
        ClassificationResult tuned = evaluation.tuned();
        out.printf(
                Locale.ROOT,
                "accuracy    %s on %,d examples of %s; always the commonest class: %.1f %%%n",
                percent(tuned.accuracy()),
                tuned.examples(),
                evaluation.split(),
                100 * tuned.majorityShare());
        out.printf(
                Locale.ROOT,
                "macro F1    %.3f (%.3f to %.3f)%n",
                tuned.macroF1().estimate(),
                tuned.macroF1().low(),
                tuned.macroF1().high());
        out.printf(
                Locale.ROOT,
                "log loss    %.4f, expected calibration error %.2f %%%n",
                tuned.logLoss(),
                100 * tuned.expectedCalibrationError());
        FromScratch scratch = evaluation.fromScratch();
        if (scratch != null) {
            Interval gain = scratch.gain().accuracyGain();
            out.printf(
                    Locale.ROOT,
                    "pretraining %+.1f points of accuracy over random weights (%+.1f to %+.1f)%n",
                    100 * gain.estimate(),
                    100 * gain.low(),
                    100 * gain.high());
        }
    }

    private static String percent(Interval interval) {
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.1f to %.1f)",
                100 * interval.estimate(),
                100 * interval.low(),
                100 * interval.high());
    }

    /** A local path as a shell takes it, from the working directory where it lies below; any other as it is. */
    static String shown(String path) {
        if (!path.startsWith("file:")) {
            return path;
        }
        Path local = Path.of(path.substring("file:".length())).normalize();
        Path here = Path.of("").toAbsolutePath();
        return (local.startsWith(here) ? here.relativize(local) : local).toString();
    }
}
