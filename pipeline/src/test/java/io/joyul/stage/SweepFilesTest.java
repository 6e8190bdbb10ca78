package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Cost;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Point;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Trial.Status;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SweepFilesTest extends OnLocalSpark {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final List<Trial> TRIALS = List.of(
            new Trial(
                    0,
                    new Point(Map.of("train.learning-rate", "0.003", "train.adaptation.kind", "full")),
                    Assignment.NONE,
                    0,
                    Status.DONE,
                    9,
                    0.8125,
                    List.of(new Measure(25, 1, 0.6, 0.75), new Measure(30, 1.2, 0.5, 0.8125)),
                    new Cost(12.5, 25, 30, 12_345_678_901L),
                    2,
                    0.25,
                    13,
                    "file:/sweep/trials/0000/checkpoints/step-30",
                    ""),
            new Trial(
                    1,
                    new Point(Map.of("train.learning-rate", "0.1")),
                    0,
                    3,
                    Status.FAILED,
                    0,
                    Double.NaN,
                    List.of(),
                    Cost.none(),
                    0,
                    1,
                    2.5,
                    "",
                    "[LOSS_NOT_FINITE] 손실이 \"NaN\"\nin step 3"));

    @Test
    void theParquetFileSaysWhatTheLinesSay() throws Exception {
        SweepFiles.write(spark, storage, folder.toString(), List.of(), List.of());
        SweepFiles.write(spark, storage, folder.toString(), TRIALS, List.of());
        List<Row> rows = spark.read()
                .parquet(folder.resolve("trials.parquet").toString())
                .orderBy("trial")
                .collectAsList();
        List<String> lines = Files.readAllLines(folder.resolve("trials.jsonl"));
        assertThat(rows).hasSameSizeAs(lines).hasSameSizeAs(TRIALS);
        for (int i = 0; i < rows.size(); i++) {
            assertSame(rows.get(i), MAPPER.readTree(lines.get(i)));
        }
    }

    private static void assertSame(Row row, JsonNode line) {
        assertThat(row.schema().fieldNames()).hasSize(17);
        assertThat(row.<Integer>getAs("trial")).isEqualTo(line.path("number").asInt());
        assertThat(row.<String>getAs("status")).isEqualTo(line.path("status").asText());
        assertThat(row.<Integer>getAs("parent")).isEqualTo(line.path("parent").asInt());
        assertThat(row.<Integer>getAs("from_budget"))
                .isEqualTo(line.path("from").asInt());
        assertThat(row.<Integer>getAs("budget")).isEqualTo(line.path("budget").asInt());
        assertThat(row.<Double>getAs("score")).isEqualTo(number(line.path("score")));
        JsonNode cost = line.path("cost");
        assertThat(row.<Double>getAs("seconds")).isEqualTo(number(cost.path("seconds")));
        assertThat(row.<Double>getAs("slot_seconds")).isEqualTo(number(cost.path("slotSeconds")));
        assertThat(row.<Long>getAs("steps")).isEqualTo(cost.path("steps").asLong());
        assertThat(row.<Long>getAs("tokens")).isEqualTo(cost.path("tokens").asLong());
        assertThat(row.<Integer>getAs("lost")).isEqualTo(line.path("lost").asInt());
        assertThat(row.<Double>getAs("begun")).isEqualTo(number(line.path("begunSeconds")));
        assertThat(row.<Double>getAs("ended")).isEqualTo(number(line.path("endedSeconds")));
        assertThat(row.<String>getAs("checkpoint"))
                .isEqualTo(line.path("checkpoint").asText());
        assertThat(row.<String>getAs("error")).isEqualTo(line.path("error").asText());

        Map<String, String> values = new TreeMap<>();
        line.path("point")
                .fields()
                .forEachRemaining(
                        value -> values.put(value.getKey(), value.getValue().asText()));
        assertThat(row.getJavaMap(row.fieldIndex("values"))).isEqualTo(values);

        List<Row> curve = row.getList(row.fieldIndex("curve"));
        assertThat(curve).hasSize(line.path("curve").size());
        for (int i = 0; i < curve.size(); i++) {
            JsonNode measure = line.path("curve").path(i);
            assertThat(curve.get(i).<Integer>getAs("step"))
                    .isEqualTo(measure.path("globalStep").asInt());
            assertThat(curve.get(i).<Double>getAs("epochs")).isEqualTo(number(measure.path("epochs")));
            assertThat(curve.get(i).<Double>getAs("dev_loss")).isEqualTo(number(measure.path("devLoss")));
            assertThat(curve.get(i).<Double>getAs("accuracy")).isEqualTo(number(measure.path("accuracy")));
        }
    }

    /** JSON has no word for what is no number; a string stands for it. */
    private static Double number(JsonNode value) {
        return Double.valueOf(value.asText());
    }

    @Test
    void aRetrainingThatFailedIsALineToo() throws Exception {
        SweepFiles.write(
                spark,
                storage,
                folder.toString(),
                TRIALS,
                List.of(Retraining.failed(0, 7, Cost.none(), "[RANK_LOST] gone", true)));
        JsonNode line = MAPPER.readTree(folder.resolve("retrained.jsonl").toFile());
        assertThat(line.path("seed").asLong()).isEqualTo(7);
        assertThat(line.path("error").asText()).isEqualTo("[RANK_LOST] gone");
        assertThat(line.path("measure").path("devLoss").asText()).isEqualTo("NaN");
    }
}
