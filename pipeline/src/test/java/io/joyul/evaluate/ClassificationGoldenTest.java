package io.joyul.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Five hundred predictions over four uneven classes whose figures scikit-learn computed. */
class ClassificationGoldenTest {
    private static final Offset<Double> CLOSE = within(1e-9);

    private static JsonNode expected;
    private static ClassificationResult result;

    @BeforeAll
    static void judge() throws IOException {
        JsonNode golden;
        try (InputStream in = ClassificationGoldenTest.class.getResourceAsStream("classification.json")) {
            golden = new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
        expected = golden.get("expected");
        ClassificationTally tally = new ClassificationTally(new ClassificationTally.Settings(4, 1, 100, 15, 5));
        for (int i = 0; i < golden.get("labels").size(); i++) {
            double[] logits = doubles(golden.get("logits").get(i));
            tally.add(i, golden.get("labels").get(i).asInt(), logits, null);
        }
        result = tally.result(List.of("a", "b", "c", "d"));
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static double expected(String name) {
        return expected.get(name).asDouble();
    }

    @Test
    void countsAgree() {
        JsonNode matrix = expected.get("confusion_matrix");
        for (int label = 0; label < 4; label++) {
            for (int predicted = 0; predicted < 4; predicted++) {
                assertThat(result.confusion().count(label, predicted))
                        .isEqualTo(matrix.get(label).get(predicted).asLong());
            }
        }
        assertThat(result.examples()).isEqualTo(500);
    }

    @Test
    void figuresOfTheDecisionAgree() {
        assertThat(result.accuracy().estimate()).isCloseTo(expected("accuracy"), CLOSE);
        assertThat(result.macroF1().estimate()).isCloseTo(expected("macro_f1"), CLOSE);
        assertThat(result.matthewsCorrelation()).isCloseTo(expected("mcc"), CLOSE);
        assertThat(mean(result.classes().stream()
                        .mapToDouble(ClassScore::precision)
                        .toArray()))
                .isCloseTo(expected("macro_precision"), CLOSE);
        assertThat(mean(result.classes().stream()
                        .mapToDouble(ClassScore::recall)
                        .toArray()))
                .isCloseTo(expected("macro_recall"), CLOSE);
    }

    @Test
    void figuresOfTheProbabilitiesAgree() {
        assertThat(result.logLoss()).isCloseTo(expected("log_loss"), CLOSE);
        assertThat(result.brier()).isCloseTo(expected("brier"), CLOSE);
        assertThat(result.expectedCalibrationError()).isCloseTo(expected("ece_15_bins"), CLOSE);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
