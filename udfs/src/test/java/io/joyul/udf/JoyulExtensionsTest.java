package io.joyul.udf;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.joyul.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoyulExtensionsTest {
    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static Path words;

    @BeforeAll
    static void start() throws IOException {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.extensions", JoyulExtensions.class.getName())
                .getOrCreate();
        words = Words.write(folder.resolve("words"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @AfterEach
    void generateAgain() {
        spark.conf().unset("spark.sql.codegen.factoryMode");
        spark.conf().unset("spark.sql.codegen.wholeStage");
        spark.conf().unset("spark.sql.optimizer.excludedRules");
    }

    static List<SqlFunction> functions() {
        return JoyulExtensions.functions();
    }

    private static String example(SqlFunction function) {
        return function.signature()
                .example()
                .replace("_FUNC_", function.signature().name())
                .replace("/models/bert/tokenizer.json", words.toString());
    }

    private static String shown(String query) {
        Object value = spark.sql("SELECT to_json(struct(*)) FROM (" + query + ") AS t(value)")
                .head()
                .getString(0);
        String json = String.valueOf(value);
        return json.substring("{\"value\":".length(), json.length() - 1).replaceAll("^\"|\"$", "");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void documentedExampleGivesTheDocumentedResult(SqlFunction function) {
        assertThat(shown(example(function))).isEqualTo(function.signature().result());
    }

    @ParameterizedTest
    @MethodSource("functions")
    void describeFunctionTellsWhatItTakesAndGives(SqlFunction function) {
        List<String> lines = spark.sql(
                        "DESCRIBE FUNCTION EXTENDED " + function.signature().name())
                .as(Encoders.STRING())
                .collectAsList();
        String text = String.join("\n", lines);
        assertThat(text)
                .contains(function.signature().form() + " - ", "Arguments:", "Examples:", "Since: 0.1.0")
                .doesNotContain("_FUNC_");
        function.signature()
                .parameters()
                .forEach(parameter -> assertThat(text).contains("* " + parameter.name() + " - "));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void nullInAnyArgumentGivesNull(SqlFunction function) {
        Map<String, String> arguments = Map.ofEntries(
                Map.entry("text", "'so many words'"),
                Map.entry("tokenizer", "'" + words + "'"),
                Map.entry("ids", "array(101)"),
                Map.entry("seed", "7"),
                Map.entry("script", "'latin'"),
                Map.entry("kind", function instanceof Mask ? "'token'" : "'swap'"),
                Map.entry("left", "joyul_minhash('a')"),
                Map.entry("right", "joyul_minhash('b')"),
                Map.entry("steps", "'nfc'"),
                Map.entry("max_length", "4"),
                Map.entry("probability", "0.5"),
                Map.entry("hashes", "8"),
                Map.entry("shingle", "3"),
                Map.entry("words", "2"),
                Map.entry("share", "0.5"),
                Map.entry("synonyms", "'words\\tterms'"));
        List<Parameter> parameters = function.signature().parameters();
        assertThat(isNull(function, parameters, arguments, "none")).isFalse();
        for (Parameter missing : parameters) {
            assertThat(isNull(function, parameters, arguments, missing.name()))
                    .as(missing.name())
                    .isTrue();
        }
    }

    private static boolean isNull(
            SqlFunction function, List<Parameter> parameters, Map<String, String> arguments, String missing) {
        String call = parameters.stream()
                .map(parameter -> parameter.name().equals(missing) ? "null" : arguments.get(parameter.name()))
                .collect(Collectors.joining(", ", function.signature().name() + "(", ")"));
        return spark.sql("SELECT " + call + " IS NULL").head().getBoolean(0);
    }

    private static void evaluate(String way) {
        // Without this rule the query below would be answered by the optimizer.
        spark.conf()
                .set(
                        "spark.sql.optimizer.excludedRules",
                        "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation");
        spark.conf().set("spark.sql.codegen.wholeStage", Boolean.toString(way.equals("whole-stage")));
        spark.conf().set("spark.sql.codegen.factoryMode", way.equals("interpreted") ? "NO_CODEGEN" : "CODEGEN_ONLY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "whole-stage", "interpreted"})
    void nullAmongTheHashesOfASignatureGivesNullAndAmongIdsIsLeftOut(String way) {
        evaluate(way);
        List<Row> rows = spark.sql("SELECT joyul_minhash_similarity(a, b), joyul_minhash_similarity(b, a),"
                        + " joyul_detokenise(array(2116, if(id = 1, 2616, null)), '" + words + "')"
                        + " FROM VALUES (1, array(0, 7), array(0, 8)), (2, array(0, 7), array(null, 7)),"
                        + " (3, array(null, 7), array(null, 7)) AS t(id, a, b) ORDER BY id")
                .collectAsList();
        assertThat(rows)
                .extracting(row -> row.mkString(" "))
                .containsExactly("0.5 0.5 many words", "null null many", "null null many");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "whole-stage", "interpreted"})
    void everyWayOfEvaluationGivesTheSame(String way) throws IOException {
        evaluate(way);
        List<Row> rows = spark.sql("SELECT joyul_tokenise(text, '" + words + "') AS ids,"
                        + " joyul_count_tokens(text, '" + words + "') AS length,"
                        + " joyul_detokenise(joyul_tokenise(text, '" + words + "'), '" + words + "') AS back,"
                        + " joyul_mask(text, '" + words + "', id).labels AS labels,"
                        + " joyul_normalise(text) AS normal, joyul_language_share(text, 'latin') AS share,"
                        + " joyul_minhash_similarity(joyul_minhash(text), joyul_minhash('many words')) AS alike,"
                        + " joyul_augment(text, 'swap', id) AS swapped"
                        + " FROM VALUES (1L, 'Many  words'), (2L, NULL), (3L, 'so') AS t(id, text) ORDER BY id")
                .collectAsList();
        assertThat(rows.get(0).getList(0)).isEqualTo(List.of(101, 2116, 2616, 102));
        assertThat(rows.get(0).getInt(1)).isEqualTo(4);
        assertThat(rows.get(0).getString(2)).isEqualTo("many words");
        assertThat(rows.get(0).getList(3)).hasSize(4).containsAnyOf(2116, 2616);
        assertThat(rows.get(0).getString(4)).isEqualTo("Many words");
        assertThat(rows.get(0).getDouble(5)).isEqualTo(1);
        assertThat(rows.get(0).getDouble(6)).isEqualTo(1);
        assertThat(rows.get(0).getString(7)).isEqualTo("words  Many");
        for (int i = 0; i < rows.get(1).length(); i++) {
            assertThat(rows.get(1).isNullAt(i))
                    .as(rows.get(1).schema().fieldNames()[i])
                    .isTrue();
        }
        assertThat(rows.get(2).getList(0)).isEqualTo(List.of(101, 2061, 102));
        assertThat(rows.get(2).isNullAt(7)).as("one word cannot be swapped").isTrue();
    }

    @Test
    void functionsWorkInExpressionsFiltersGroupsAndJoins() {
        Dataset<Row> table =
                spark.range(100).selectExpr("id", "concat_ws(' ', array_repeat('many words', int(id % 5))) AS text");
        assertThat(table.filter(expr("joyul_count_tokens(text, '" + words + "') > 6"))
                        .count())
                .isEqualTo(40);
        assertThat(table.groupBy(expr("joyul_count_tokens(text, '" + words + "')")
                                .as("length"))
                        .count()
                        .orderBy(col("length"))
                        .collectAsList())
                .extracting(row -> row.getInt(0) + ":" + row.getLong(1))
                .containsExactly("2:20", "4:20", "6:20", "8:20", "10:20");
        assertThat(table.as("a")
                        .join(table.as("b"), expr("joyul_normalise(a.text) = joyul_normalise(b.text)"))
                        .count())
                .isEqualTo(2000);
        assertThat(table.select(expr("joyul_normalise(text)")).columns()).containsExactly("joyul_normalise(text)");
    }

    @Test
    void everyPartitionGivesTheRowsOfOne() {
        Dataset<Row> table = spark.range(60).selectExpr("id", "concat('one two three four five ', id) AS text");
        List<Row> expected = augmented(table.repartition(1));
        assertThat(augmented(table.repartition(3))).isEqualTo(expected);
        assertThat(augmented(table.repartition(7))).isEqualTo(expected);
    }

    private static List<Row> augmented(Dataset<Row> table) {
        return table.select(
                        col("id"),
                        expr("joyul_augment(text, 'deletion', id, 0.3)"),
                        expr("joyul_augment(text, 'typo', id)"))
                .orderBy("id")
                .collectAsList();
    }

    @Test
    void realTokenizerGivesTheIdsItGivesOutsideOfSpark() throws IOException {
        String json;
        try (GZIPInputStream in = new GZIPInputStream(
                Objects.requireNonNull(Tokenizer.class.getResourceAsStream("nsmc-wordpiece.tokenizer.json.gz")))) {
            json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path file = Files.writeString(
                Files.createDirectories(folder.resolve("nsmc")).resolve("tokenizer.json"), json);
        Tokenizer tokenizer = Tokenizer.fromJson(json);
        List<String> texts = List.of("이 영화 정말 최고였다!!", "", "Great film 😀", "ㅋㅋㅋ");
        List<Row> rows = spark.createDataset(texts, Encoders.STRING())
                .select(expr("joyul_tokenise(value, '" + file + "', 8)"))
                .collectAsList();
        for (int i = 0; i < texts.size(); i++) {
            int[] expected = tokenizer.encode(texts.get(i), 8);
            assertThat(rows.get(i).<Integer>getList(0))
                    .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
        }
    }

    @Test
    void tokenizerMayBeNamedByItsFolderAndIsReadAgainWhenItIsWrittenAnew() throws IOException {
        Path file = Words.write(folder.resolve("rewritten"));
        String query = "SELECT joyul_tokenise('so', '" + folder.resolve("rewritten") + "')";
        assertThat(spark.sql(query).head().getList(0)).isEqualTo(List.of(101, 2061, 102));
        Files.writeString(file, Files.readString(file).replace("2061", "2062"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThat(spark.sql(query).head().getList(0)).isEqualTo(List.of(101, 2062, 102));
    }

    @Test
    void wrongArgumentsAreAnalysisErrorsWithAClearMessage() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        assertRefused("joyul_tokenise('a')", "joyul_tokenise(text, tokenizer[, max_length]) was given 1 arguments");
        assertRefused("joyul_normalise('a', 'nfc', 1)", "joyul_normalise(text[, steps]) was given 3 arguments");
        assertRefused(
                "joyul_normalise('a', 'nfc, nfkd')", "compose-jamo, nfc, nfkc, collapse-whitespace, but has 'nfkd'");
        assertRefused("joyul_normalise(array(1))", "requires the \"STRING\" type, however \"array(1)\"");
        assertRefused("joyul_detokenise('a', '" + words + "')", "requires the \"ARRAY<INT>\" type");
        assertRefused(
                "joyul_tokenise('a', '/no/such/tokenizer.json')",
                "joyul_tokenise: /no/such/tokenizer.json: there is no tokenizer.json");
        assertRefused("joyul_tokenise('a', 'http://:bad')", "joyul_tokenise: http://:bad");
        assertRefused("joyul_count_tokens('a', '" + broken + "')", "joyul_count_tokens: ");
        assertRefused(
                "joyul_tokenise('a', '" + words + "', 1)", "joyul_tokenise: a max length of 1 tokens has no room");
        assertRefused("joyul_tokenise('a', concat('x', id))", "joyul_tokenise: tokenizer must be a constant");
        assertRefused(
                "joyul_augment('a', 'swop', 1)",
                "kind must be one of swap, deletion, punctuation, typo, insertion, synonym, but is 'swop'");
        assertRefused("joyul_augment('a', 'synonym', 1)", "the kind 'synonym' needs synonyms");
        assertRefused("joyul_augment('a', 'swap', 1, 2)", "above 0 and at most 1, but is 2.0");
        assertRefused(
                "joyul_mask('a', '" + words + "', 1, 0.1, 'words')",
                "kind must be one of token, whole-word, morpheme, span");
        assertRefused("joyul_mask('a', '" + words + "', 1, 2)", "joyul_mask: ");
        assertRefused("joyul_language_share('a', 'latn')", "script must be one of hangul, latin");
        assertRefused("joyul_minhash('a', 0)", "at least 1 hash");
    }

    private static void assertRefused(String call, String message) {
        Throwable refused = catchThrowable(() -> spark.range(1).selectExpr(call));
        assertThat(refused).as(call).isInstanceOf(AnalysisException.class).hasMessageContaining(message);
    }

    @Test
    void aTextIsNormalisedByNamedSteps() {
        assertThat(spark.sql("SELECT joyul_normalise(' \uFF21\u2460  b ', 'nfkc'),"
                                + " joyul_normalise(' \uFF21\u2460  b ', 'collapse-whitespace, full-width')")
                        .collectAsList()
                        .get(0)
                        .mkString("|"))
                .isEqualTo(" A1  b |A\u2460 b");
    }

    @Test
    void morphemesAreHiddenTogether() {
        List<List<Object>> labels = spark
                .range(60)
                .select(expr("joyul_mask('manyly soly', '" + words + "', id, 0.5, 'morpheme').labels"))
                .collectAsList()
                .stream()
                .map(row -> row.<Object>getList(0))
                .toList();
        // Foreign letters are one morpheme a word.
        assertThat(labels)
                .contains(List.of(-100, 2116, 2135, -100, -100, -100))
                .allMatch(row -> row.get(1).equals(-100) == row.get(2).equals(-100));
    }

    @Test
    void wholeWordsAndSpansAreHiddenTogether() {
        for (String kind : List.of("whole-word", "span")) {
            List<List<Object>> labels = spark
                    .range(40)
                    .select(expr("joyul_mask('manyly soly', '" + words + "', id, 0.5, '" + kind + "').labels"))
                    .collectAsList()
                    .stream()
                    .map(row -> row.<Object>getList(0))
                    .toList();
            assertThat(labels)
                    .as(kind)
                    .contains(List.of(-100, 2116, 2135, -100, -100, -100), List.of(-100, -100, -100, 2061, 2135, -100))
                    .allMatch(row -> row.get(1).equals(-100) == row.get(2).equals(-100));
        }
    }

    @Test
    void synonymsComeAsATable() {
        assertThat(spark.sql("SELECT joyul_augment('so many words', 'synonym', 3, 0.1, 'words\\tterms\\n')")
                        .head()
                        .getString(0))
                .isEqualTo("so many terms");
        assertThatThrownBy(() -> spark.sql("SELECT joyul_augment('a', 'synonym', 3, 0.1, 'words')"))
                .hasMessageContaining("synonyms: line 1");
    }
}
