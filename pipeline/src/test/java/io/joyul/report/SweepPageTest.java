package io.joyul.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.SweepConfig.Metric;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Cost;
import io.joyul.sweep.Dimension;
import io.joyul.sweep.Importance;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Point;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Space;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Trial.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SweepPageTest {
    private static final Space SPACE = new Space(List.of(
            new Dimension.LogUniform("train.learning-rate", 1e-5, 1e-2),
            new Dimension.Uniform("train.warmup-ratio", 0, 0.3),
            new Dimension.Choice("train.adaptation.kind", List.of("full", "frozen", "lora")),
            new Dimension.Conditional(
                    new Dimension.IntegerRange("train.adaptation.frozen-layers", 0, 11),
                    new Dimension.Condition("train.adaptation.kind", List.of("frozen"))),
            new Dimension.Choice("train.label-smoothing", List.of("0", "0.1"))));

    private static final List<Importance> IMPORTANCE = List.of(
            new Importance("train.learning-rate", 0.71),
            new Importance("train.adaptation.kind", 0.12),
            new Importance("train.adaptation.frozen-layers", 0.04),
            new Importance("train.warmup-ratio", 0.004),
            new Importance("train.label-smoothing", 0));

    /** A sweep that never was: the better, the nearer the rate is to 1e-3; no trial without a condition's key. */
    private static SweepReport report(Metric metric, int count, String error) {
        SplittableRandom random = new SplittableRandom(7);
        List<Trial> trials = new ArrayList<>();
        List<Conductor.Best> best = new ArrayList<>();
        double highest = Double.NEGATIVE_INFINITY;
        for (int number = 0; number < count; number++) {
            Point point = SPACE.at(random.doubles(SPACE.size()).toArray());
            double off = Math.log10(Double.parseDouble(point.values().get("train.learning-rate"))) + 3;
            boolean frozen = "frozen".equals(point.values().get("train.adaptation.kind"));
            double top = 0.86 - 0.03 * off * off - (frozen ? 0.04 : 0) + 0.01 * random.nextDouble(-1, 1);
            boolean failed = number % 13 == 5;
            int budget = failed ? 0 : top > 0.84 ? 9 : top > 0.81 ? 3 : 1;
            List<Measure> curve = new ArrayList<>();
            for (int epoch = 1; epoch <= budget; epoch++) {
                curve.add(new Measure(250 * epoch, epoch, 0.3 + 0.4 / epoch, top - 0.2 / (epoch + 1)));
            }
            double accuracy = failed ? Double.NaN : curve.get(budget - 1).accuracy();
            double score =
                    failed ? Double.NaN : metric.value(curve.get(budget - 1).devLoss(), accuracy);
            double begun = 60 * number;
            trials.add(new Trial(
                    number,
                    point,
                    Assignment.NONE,
                    0,
                    failed ? Status.FAILED : budget == 9 ? Status.DONE : Status.PAUSED,
                    budget,
                    score,
                    curve,
                    new Cost(60 * budget, 120 * budget, 250L * budget, 1_000_000L * budget),
                    0,
                    begun,
                    begun + 60 * budget,
                    "",
                    failed ? error : ""));
            if (accuracy > highest) {
                highest = accuracy;
                best.add(new Conductor.Best(begun + 60 * budget, best.size(), number, score));
            }
        }
        List<Trial> ranked = trials.stream()
                .filter(trial -> trial.budget() > 0)
                .sorted(Comparator.comparingInt(Trial::budget)
                        .reversed()
                        .thenComparing(Trial::score, Comparator.reverseOrder()))
                .toList();
        List<Retraining> again = new ArrayList<>();
        for (Trial trial : ranked.subList(0, Math.min(3, ranked.size()))) {
            for (long seed = 1; seed <= 5; seed++) {
                double accuracy = trial.score() + 0.01 * random.nextDouble(-1.5, 0.5);
                again.add(Retraining.whole(
                        trial.number(), seed, new Measure(2250, 9, 0.35, accuracy), new Cost(60, 60, 2250, 9), ""));
            }
            again.add(Retraining.failed(
                    trial.number(), 6, new Cost(3, 3, 0, 0), "[LOSS_NOT_FINITE] the loss is NaN in step 12", false));
        }
        best.sort(Comparator.comparingDouble(Conductor.Best::seconds));
        return new SweepReport(
                "reviews",
                "./joyul sweep mine/sweep.yaml",
                Instant.parse("2026-11-21T10:00:00Z"),
                60 * count,
                metric,
                "asha",
                SPACE.dimensions(),
                trials,
                ranked,
                again,
                count == 0 ? List.of() : IMPORTANCE,
                best,
                List.of(new Fact("Its accuracy on test", "83.1 % (95 %: 81.9 to 84.3)")),
                "name: reviews\nseed: 1\n");
    }

    private static Document parsed(SweepReport report) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        SweepPage.render(report).replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    @Test
    void everyTrialWithAScoreIsOneLineThatSaysWhatItIs() throws Exception {
        SweepReport report = report(Metric.DEV_ACCURACY, 40, "[INTERNAL] <b>no</b>");
        Document page = parsed(report);
        Map<String, Integer> titles = new LinkedHashMap<>();
        elements(page, "title").forEach(title -> titles.merge(title.getTextContent(), 1, Integer::sum));
        for (Trial trial : report.bestFirst()) {
            assertThat(titles)
                    .containsEntry(
                            "trial " + trial.number() + ": " + trial.point().text() + "; "
                                    + report.score(trial.score()),
                            1);
        }
        assertThat(page.getDocumentElement().getTextContent())
                .contains("Best so far", "Importance", "Luck and merit", "[INTERNAL] <b>no</b>", "83.1 %")
                .contains("seed 6: [LOSS_NOT_FINITE] the loss is NaN in step 12");
    }

    /** Also leaves a page in the build folder to look at. */
    @Test
    void theSameReportIsTheSamePage() throws Exception {
        SweepReport report = report(Metric.DEV_ACCURACY, 40, "[RANK_OUT_OF_MEMORY] rank 0 needs 3 GB");
        Path folder = Files.createDirectories(Path.of("target", "pages"));
        SweepPage.write(Storage.of(Map.of()), folder.toString(), report);
        assertThat(folder.resolve("sweep.html")).content().isEqualTo(SweepPage.render(report));
    }

    @Test
    void aSweepWithoutAScoreHasAPageToo() throws Exception {
        assertThat(parsed(report(Metric.DEV_LOSS, 0, "")).getDocumentElement().getTextContent())
                .contains("No trial has a score.", "There are too few trials to tell.");
    }
}
