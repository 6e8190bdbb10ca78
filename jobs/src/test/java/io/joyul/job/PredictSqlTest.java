package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.job.SmallRun.Ended;
import io.joyul.sql.PredictExtensions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code joyul_predict} in SQL, held against {@code ./joyul predict}. */
class PredictSqlTest {
    private static final int ROWS = 300;
    private static final double ROUNDING = 1e-6;

    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static String model = "";
    private static List<JsonNode> predicted = List.of();

    @BeforeAll
    static void start() throws IOException {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.extensions", "io.joyul.udf.JoyulExtensions," + PredictExtensions.class.getName())
                .getOrCreate();
        model = TinyClassifier.write(folder.resolve("model")).toString();
        List<Row> rows = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (String text : TinyClassifier.texts(ROWS)) {
            lines.append(new JsonMapper()
                            .createObjectNode()
                            .put("id", rows.size())
                            .put("text", text))
                    .append('\n');
            rows.add(RowFactory.create(rows.size(), text, "unused"));
        }
        rows.add(RowFactory.create(ROWS, null, "unused"));
        StructType schema = new StructType()
                .add("id", DataTypes.IntegerType)
                .add("text", DataTypes.StringType)
                .add("other", DataTypes.StringType);
        String table = folder.resolve("texts").toString();
        spark.createDataFrame(rows, schema).repartition(3).write().parquet(table);
        spark.read().parquet(table).createOrReplaceTempView("texts");
        predicted = predict(lines.toString());
    }

    private static List<JsonNode> predict(String lines) throws IOException {
        Path input = Files.writeString(folder.resolve("texts.jsonl"), lines);
        Path output = folder.resolve("predicted.jsonl");
        Ended ended = SmallRun.joyul(
                "predict", "--checkpoint", model, "--input", input.toString(), "--output", output.toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        List<JsonNode> predicted = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            predicted.add(new JsonMapper().readTree(line));
        }
        assertThat(predicted).hasSize(ROWS);
        return predicted;
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> sql(String query) {
        return spark.sql(query.replace("predict(", "joyul_predict('" + model + "', "));
    }

    private static String plan(Dataset<Row> query) {
        return query.queryExecution().executedPlan().toString();
    }

    private static void assertAgrees(Row prediction, JsonNode expected) {
        assertThat(prediction.getString(0)).isEqualTo(expected.get("label").asText());
        double best = expected.get("scores").get(prediction.getString(0)).asDouble();
        assertThat(prediction.getDouble(1)).isCloseTo(best, within(ROUNDING));
        assertThat(prediction.<String, Double>getJavaMap(2))
                .hasSize(5)
                .allSatisfy((label, score) -> assertThat(score)
                        .isCloseTo(expected.get("scores").get(label).asDouble(), within(ROUNDING)));
    }

    @Test
    void sqlGivesWhatPredictGives() {
        Dataset<Row> query = sql("SELECT id, predict(text) AS prediction FROM texts");
        assertThat(plan(query)).containsOnlyOnce("Predict Rows").doesNotContain("other");
        List<Row> rows = query.orderBy("id").collectAsList();
        assertThat(rows).hasSize(ROWS + 1);
        for (int i = 0; i < ROWS; i++) {
            assertAgrees(rows.get(i).getStruct(1), predicted.get(i));
        }
        assertThat(rows.get(ROWS).isNullAt(1)).as("null in, null out").isTrue();
    }

    @Test
    void callThatCannotBeTakenOutIsComputedRowByRowToTheSame() {
        Dataset<Row> query = sql("SELECT id, transform(array(text), t -> predict(t))[0] FROM texts WHERE id < 20");
        assertThat(plan(query)).doesNotContain("Predict Rows");
        for (Row row : query.collectAsList()) {
            assertAgrees(row.getStruct(1), predicted.get(row.getInt(0)));
        }
    }

    @Test
    void whatAFilterFoundIsNotComputedAgain() {
        double bound = widestGap();
        Dataset<Row> query = sql("SELECT id, predict(text).label FROM texts WHERE predict(text).score > " + bound
                + "D AND other = 'unused' AND id % 2 = 0");
        String plan = plan(query);
        assertThat(plan).containsOnlyOnce("Predict Rows");
        assertThat(plan.indexOf("Predict Rows"))
                .as("the cheap condition comes first: " + plan)
                .isLessThan(plan.indexOf("% 2"));
        List<String> expected = predicted.stream()
                .filter(line -> line.get("id").asInt() % 2 == 0)
                .filter(line -> best(line) > bound)
                .map(line -> "[" + line.get("id") + "," + line.get("label").asText() + "]")
                .toList();
        assertThat(expected).hasSizeBetween(1, ROWS / 2);
        assertThat(query.orderBy("id").collectAsList()).map(Row::toString).isEqualTo(expected);
    }

    /** A score that rounding moves no row across, with some rows on either side. */
    private static double widestGap() {
        double[] sorted =
                predicted.stream().mapToDouble(PredictSqlTest::best).sorted().toArray();
        int at = ROWS / 4;
        for (int i = ROWS / 4; i < ROWS * 3 / 4; i++) {
            if (sorted[i + 1] - sorted[i] > sorted[at + 1] - sorted[at]) {
                at = i;
            }
        }
        return (sorted[at] + sorted[at + 1]) / 2;
    }

    private static double best(JsonNode line) {
        return line.get("scores").get(line.get("label").asText()).asDouble();
    }

    @Test
    void labelsCanBeGroupedAndJoined() {
        long expected = predicted.stream()
                .map(line -> line.get("label").asText())
                .distinct()
                .count();
        Dataset<Row> groups = sql(
                "SELECT predict(text).label AS label, count(*) AS rows FROM texts WHERE text IS NOT NULL GROUP BY label");
        assertThat(plan(groups)).containsOnlyOnce("Predict Rows");
        assertThat(groups.count()).isEqualTo(expected);
        Dataset<Row> joined = sql("SELECT a.id FROM texts a JOIN texts b ON a.id = b.id"
                + " WHERE predict(a.text).label = predict(concat(b.text, '')).label");
        assertThat(joined.count()).isEqualTo(ROWS);
    }

    @Test
    void fewRowsConstantsAndNullsWork() {
        assertThat(sql("SELECT predict(text).label FROM texts").limit(5).collectAsList())
                .hasSize(5);
        assertThat(sql("SELECT predict('word1 word2').score").head().getDouble(0))
                .isBetween(0.2, 1.0);
        assertThat(sql("SELECT predict(CAST(NULL AS STRING))").head().isNullAt(0))
                .isTrue();
    }

    @Test
    void sqlsDescribeTellsOfIt() {
        assertThat(spark.sql("DESCRIBE FUNCTION EXTENDED joyul_predict").collectAsList())
                .anySatisfy(row -> assertThat(row.getString(0)).contains("joyul_predict(checkpoint, text)"));
    }

    @Test
    void folderWithoutAClassifierIsAnAnalysisError() {
        assertThatThrownBy(() -> spark.sql("SELECT joyul_predict('/no/such/model', text) FROM texts"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("joyul_predict: /no/such/model/config.json: there is no such file");
        assertThatThrownBy(() -> spark.sql("SELECT joyul_predict(text, text) FROM texts"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("checkpoint must be a constant");
        String masked = Path.of("..", "pipeline", "src", "test", "resources", "golden", "bert-mlm")
                .toString();
        assertThatThrownBy(() -> spark.sql("SELECT joyul_predict('" + masked + "', text) FROM texts"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("holds no classifier");
    }
}
