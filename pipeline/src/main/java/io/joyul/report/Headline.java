package io.joyul.report;

import io.joyul.evaluate.ClassScore;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.evaluate.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a reader in a hurry takes away.
 *
 * @param verdict in a sentence or two
 * @param figures with what they mean
 */
record Headline(String verdict, List<Figure> figures) {

    /** One figure, as it is written, and a note on how to read it. */
    record Figure(String name, String value, String note) {}

    static Headline of(RunReport report) {
        return new Headline(verdict(report), figures(report));
    }

    private static String verdict(RunReport report) {
        ClassificationResult result = report.evaluation();
        StringBuilder verdict = new StringBuilder()
                .append("Right on ")
                .append(Figures.percent(result.accuracy().estimate()))
                .append(" of ")
                .append(Figures.count(result.examples()))
                .append(" examples of the ")
                .append(report.evaluatedSplit())
                .append(" split, ")
                .append(Figures.points(overMajority(result)))
                .append(" against always answering “")
                .append(majorityClass(result))
                .append("”.");
        if (report.fromScratch() != null) {
            verdict.append(sentence(report.fromScratch().gain().accuracyGain()));
        }
        return verdict.toString();
    }

    private static String sentence(Interval gain) {
        String interval = " (95 % interval " + Figures.points(gain) + ")";
        if (!gain.excludesZero()) {
            return " Whether pretraining helps cannot be told from these examples: " + Figures.points(gain.estimate())
                    + interval + ".";
        }
        return gain.estimate() > 0
                ? " Pretraining gains " + Figures.points(gain.estimate()) + " over random weights" + interval + "."
                : " Pretraining costs accuracy against random weights: " + Figures.points(gain.estimate()) + interval
                        + ".";
    }

    private static List<Figure> figures(RunReport report) {
        ClassificationResult result = report.evaluation();
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure(
                "Accuracy",
                Figures.percent(result.accuracy().estimate()),
                "95 % interval " + Figures.percent(result.accuracy())));
        figures.add(new Figure(
                "Macro F1",
                Figures.number(result.macroF1().estimate()),
                "95 % interval " + Figures.number(result.macroF1())));
        figures.add(new Figure(
                "Over the majority class",
                Figures.points(overMajority(result)),
                "always “" + majorityClass(result) + "” is right on " + Figures.percent(result.majorityShare())));
        if (report.fromScratch() != null) {
            Interval gain = report.fromScratch().gain().accuracyGain();
            figures.add(new Figure(
                    "Gain by pretraining",
                    Figures.points(gain.estimate()),
                    "of accuracy; paired 95 % interval " + Figures.points(gain)));
        }
        figures.add(new Figure("Log loss", Figures.number(result.logLoss()), "nats an example; 0 is perfect"));
        figures.add(new Figure(
                "Calibration error",
                Figures.percent(result.expectedCalibrationError()),
                "expected, over " + result.calibration().size() + " bins; 0 % is perfect"));
        figures.add(new Figure("Brier score", Figures.number(result.brier()), "0 is perfect, 2 the worst"));
        figures.add(new Figure(
                "Matthews correlation",
                Figures.number(result.matthewsCorrelation()),
                "1 is perfect, 0 no better than chance"));
        return figures;
    }

    private static double overMajority(ClassificationResult result) {
        return result.accuracy().estimate() - result.majorityShare();
    }

    private static String majorityClass(ClassificationResult result) {
        return result.classes().stream()
                .max(Comparator.comparingLong(ClassScore::support))
                .map(ClassScore::name)
                .orElse(Figures.NONE);
    }
}
