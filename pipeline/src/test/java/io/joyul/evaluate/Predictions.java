package io.joyul.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Predictions to judge: of a made-up model that is right about as often as asked. */
final class Predictions {
    /** One labelled example and what a model said about it. */
    record Prediction(long exampleId, int label, List<Double> logits, String text) {}

    private Predictions() {}

    /** A new seed each time, printed with how to get it again. */
    static long seed() {
        long seed = Long.getLong("joyul.seed", System.nanoTime());
        System.out.println("seed " + seed + "; repeat with -Dtest.args=-Djoyul.seed=" + seed);
        return seed;
    }

    static List<Prediction> random(long seed, int examples, int classes, double accuracy) {
        Random random = new Random(seed);
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            int label = Math.min(classes - 1, (int) (classes * Math.pow(random.nextDouble(), 2)));
            boolean right = random.nextDouble() < accuracy;
            int predicted = right ? label : (label + 1 + random.nextInt(classes - 1)) % classes;
            double[] logits = random.doubles(classes, -1, 1).toArray();
            logits[predicted] = 1 + 3 * random.nextDouble();
            predictions.add(new Prediction(
                    random.nextLong(), label, Arrays.stream(logits).boxed().toList(), "리뷰 " + i));
        }
        return predictions;
    }

    static ClassificationTally tally(ClassificationTally.Settings settings, List<Prediction> predictions) {
        ClassificationTally tally = new ClassificationTally(settings);
        for (Prediction prediction : predictions) {
            double[] logits = prediction.logits().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            tally.add(prediction.exampleId(), prediction.label(), logits, prediction.text());
        }
        return tally;
    }

    static ClassificationResult result(ClassificationTally tally, int classes) {
        List<String> names = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            names.add("class " + label);
        }
        return tally.result(names);
    }
}
