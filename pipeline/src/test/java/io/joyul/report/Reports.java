package io.joyul.report;

import io.joyul.evaluate.ClassificationTally;
import io.joyul.evaluate.PairedComparison;
import io.joyul.preprocess.DroppedRow;
import io.joyul.preprocess.ExampleShare;
import io.joyul.preprocess.RowBalance;
import io.joyul.train.TrainingHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reports of runs that never were. */
final class Reports {
    private static final List<String> SENTIMENTS = List.of("부정", "긍정");

    private Reports() {}

    /** A run as the quickstart's, with pretraining and a model from random weights beside it. */
    static RunReport quickstart() {
        ClassificationTally pretrained = tally(2_000, 0.84, "배우 연기는 좋았는데 이야기가 끝까지 늘어져서 아쉬웠다");
        ClassificationTally scratch = tally(2_000, 0.79, null);
        return new RunReport(
                run("nsmc-quickstart"),
                data(),
                List.of(new Fact("architecture", "BERT, 4 layers × 256"), new Fact("parameters", "5,312,258")),
                List.of(
                        curve("encoder", TrainingCurve.Stage.PRETRAINING, 200, 8.9, 4.6, 0.27),
                        curve("pretrained", TrainingCurve.Stage.FINE_TUNING, 120, 0.69, 0.33, 0.84),
                        curve("from random weights", TrainingCurve.Stage.FINE_TUNING, 120, 0.70, 0.42, 0.79)),
                "test",
                pretrained.result(SENTIMENTS),
                new FromScratch(scratch.result(SENTIMENTS), PairedComparison.of(pretrained, scratch)),
                List.of(
                        new StageTiming("preprocess", 31.2, null, "17,412 examples in 8 shards"),
                        new StageTiming("pretrain", 243.9, 21_930.0, "200 steps on 2 ranks"),
                        new StageTiming("train", 121.4, 18_117.0, "3 epochs on 2 ranks"),
                        new StageTiming("evaluate", 9.7, 44_210.0, "2,000 examples")),
                "name: nsmc-quickstart\nseed: 42\ntraining:\n  ranks: 2\n");
    }

    /** As little as a run can have: one wrong prediction, and hardly anything recorded on the way. */
    static RunReport bare(String text) {
        ClassificationTally tally = new ClassificationTally(new ClassificationTally.Settings(2, 1, 0, 15, 5));
        tally.add(1, 0, new float[] {0, 2}, text);
        DataSummary.Split split = new DataSummary.Split(
                text,
                0,
                0,
                Map.of(text, 1L),
                Map.of(text, 1L),
                Map.of(),
                Map.of(text, 1L),
                1,
                1,
                0,
                Double.NaN,
                Double.NaN);
        return new RunReport(
                new RunFacts(text, Instant.EPOCH, Double.NaN, 1, text, List.of(new Fact(text, text))),
                new DataSummary(
                        List.of(split),
                        List.of(new DroppedRow(text, text, 1, text, text, 2L, text + text)),
                        List.of(new RowBalance(text, text, 0, 0, 0, 0, 0)),
                        List.of(new ExampleShare(text, text, 0, 0, Double.NaN)),
                        0),
                List.of(),
                List.of(
                        new TrainingCurve(text, TrainingCurve.Stage.PRETRAINING, TrainingHistory.empty(), 3, 0),
                        new TrainingCurve(text, TrainingCurve.Stage.FINE_TUNING, diverged(), 1, 0)),
                text,
                tally.result(List.of(text, "b")),
                null,
                List.of(new StageTiming(text, 0, null, text)),
                text);
    }

    private static TrainingHistory diverged() {
        return new TrainingHistory(
                List.of(
                        new TrainingHistory.Point(1, 2.5, 1e-3, 1, 0, 10, 1, 0),
                        new TrainingHistory.Point(2, Double.NaN, 1e-3, Double.POSITIVE_INFINITY, 0, 10, 1, 0),
                        new TrainingHistory.Point(3, Double.POSITIVE_INFINITY, 1e-3, Double.NaN, 0, 10, 1, 0)),
                List.of(new TrainingHistory.Epoch(1, 3, Double.NaN, 0.5)));
    }

    private static RunFacts run(String name) {
        return new RunFacts(
                name,
                Instant.parse("2026-03-01T09:30:00Z"),
                427.3,
                42,
                "./joyul run conf/quickstart.yaml",
                List.of(new Fact("Joyul", "0.1.0"), new Fact("Spark", "3.5.9"), new Fact("cores", "2")));
    }

    private static DataSummary data() {
        return new DataSummary(
                List.of(
                        new DataSummary.Split(
                                "train",
                                16_000,
                                15_412,
                                Map.of("duplicate", 402L, "leaks-into-test", 96L, "gopher-max-top-two-gram", 73L),
                                Map.of(),
                                Map.of("column-count", 17L),
                                Map.of("typo", 3_000L),
                                210,
                                48,
                                401_220,
                                26.03,
                                0.004),
                        new DataSummary.Split(
                                "test", 2_000, 2_000, Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, 52_311, 26.16,
                                0.006)),
                List.of(
                        new DroppedRow("train", "duplicate", 81, "재미있다", "train", 12L, "재미있다"),
                        new DroppedRow(
                                "train",
                                "leaks-into-test",
                                4711,
                                "배우 연기는 좋았는데 이야기가 끝까지 늘어져서 아쉬웠다!!",
                                "test",
                                905L,
                                "배우 연기는 좋았는데 이야기가 끝까지 늘어져서 아쉬웠다"),
                        new DroppedRow("train", "gopher-max-top-two-gram", 7, "보지 마 보지 마 보지 마", null, null, null)),
                List.of(
                        new RowBalance("read", "train", 16_000, 0, 15_983, 0, 17),
                        new RowBalance("clean", "train", 15_983, 0, 15_412, 571, 0),
                        new RowBalance("tokenise", "train", 15_412, 0, 15_412, 0, 0)),
                List.of(
                        new ExampleShare("class", "부정", 7_706, 7_706, 0.5),
                        new ExampleShare("class", "긍정", 7_706, 7_706, 0.5)),
                8_000);
    }

    private static TrainingCurve curve(
            String name, TrainingCurve.Stage stage, int points, double first, double last, double accuracy) {
        Random random = new Random(name.hashCode());
        List<TrainingHistory.Point> curve = new ArrayList<>();
        for (int point = 1; point <= points; point++) {
            double noise = 0.02 * first * random.nextGaussian();
            double loss = last + (first - last) * Math.exp(-4.0 * point / points) + noise;
            curve.add(new TrainingHistory.Point(
                    10 * point,
                    loss,
                    2e-4 * (points - point) / points,
                    1.2 + 0.2 * random.nextDouble(),
                    900,
                    40_000,
                    1.9,
                    0.01));
        }
        List<TrainingHistory.Epoch> epochs = new ArrayList<>();
        for (int epoch = 1; epoch <= 3; epoch++) {
            double devLoss = last + (first - last) * Math.exp(-4.0 * epoch / 3) + 0.03 * first;
            double devAccuracy = accuracy * (1 - Math.pow(0.35, epoch));
            epochs.add(new TrainingHistory.Epoch(epoch, 10 * points * epoch / 3, devLoss, devAccuracy));
        }
        return new TrainingCurve(name, stage, new TrainingHistory(curve, epochs), 5, 3);
    }

    private static ClassificationTally tally(int examples, double accuracy, @Nullable String text) {
        Random random = new Random(7);
        ClassificationTally tally = new ClassificationTally(new ClassificationTally.Settings(2, 42, 1_000, 15, 8));
        for (int id = 0; id < examples; id++) {
            int label = random.nextDouble() < 0.498 ? 0 : 1;
            boolean right = random.nextDouble() < accuracy;
            float margin = (float) Math.abs(random.nextGaussian() * (right ? 3.2 : 1.4));
            float[] logits = new float[2];
            logits[right ? label : 1 - label] = margin;
            tally.add(id, label, logits, text == null ? null : text + " (" + id + ")");
        }
        return tally;
    }
}
