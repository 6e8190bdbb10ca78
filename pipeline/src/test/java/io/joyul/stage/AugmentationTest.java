package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.SplitResult;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.storage.Storage;
import io.joyul.testing.TranslationServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New training rows in the flow of preprocessing. */
class AugmentationTest extends Preprocessing {
    private static final String SECTIONS =
            "preprocess.augment=[{kind: typo, copies: 2}, {kind: swap, rows: 0.5}, {kind: mix}]";

    /** How many files the training rows come in, and how many partitions Spark makes of them. */
    private static final int[] PARTITIONS = {1, 3, 7};

    @AfterEach
    void usualPartitions() {
        spark.conf().set("spark.sql.shuffle.partitions", "2");
    }

    @BeforeEach
    void write() throws IOException {
        Reviews.write(folder);
    }

    private PreprocessResult run(String... settings) {
        List<String> all = new ArrayList<>(List.of("preprocess.near-leaks=false"));
        all.addAll(List.of(settings));
        return run(RunFiles.tiny(folder, all.toArray(String[]::new)));
    }

    private List<JsonNode> augmented() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (Storage.Entry file : storage.glob(workspace().augmented())) {
            for (String line : new String(storage.read(file.path()), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                rows.add(new JsonMapper().readTree(line));
            }
        }
        rows.sort(Comparator.comparing(JsonNode::toString));
        return rows;
    }

    private Map<String, String> sums() {
        Map<String, String> sums = new HashMap<>();
        ShardManifest manifest = ShardManifests.load(storage, workspace().labelledShards());
        for (ShardFile file : manifest.files()) {
            sums.merge(file.split(), file.rows() + " " + file.sha256(), (one, other) -> one + ", " + other);
        }
        return sums;
    }

    @Test
    void newRowsJoinTheTrainingSplitAloneAndNameTheirSource() throws IOException {
        run();
        Map<String, String> without = sums();
        SplitResult train = split(run(SECTIONS), "train");
        List<JsonNode> rows = augmented();

        assertThat(train.augmented()).containsOnlyKeys("typo", "swap", "mix");
        assertThat(train.rowsRead()).isEqualTo(40);
        assertThat(train.rowsKept()).isEqualTo(40 + rows.size());
        assertThat(train.balances()).anySatisfy(balance -> {
            assertThat(balance.stage()).isEqualTo("augment");
            assertThat(balance.rowsIn()).isEqualTo(40);
            assertThat(balance.made())
                    .isEqualTo(rows.size()
                            + train.dropped().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum());
            assertThat(balance.rowsOut()).isEqualTo(train.rowsKept());
        });
        Map<Long, String[]> sources = new HashMap<>();
        Reviews.rows(0, 40).forEach(row -> sources.put(Long.parseLong(row.split("\t", -1)[0]), row.split("\t", -1)));
        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> {
            String[] source =
                    Objects.requireNonNull(sources.get(row.get("source").asLong()));
            assertThat(row.get("label").asText()).isEqualTo(source[2]);
            assertThat(row.get("text").asText()).isNotEqualTo(source[1]);
            assertThat(sources).doesNotContainKey(row.get("id").asLong());
        });
        assertThat(rows.stream().map(row -> row.get("id").asLong())).doesNotHaveDuplicates();
        assertThat(rows.stream().map(row -> row.get("text").asText())).doesNotHaveDuplicates();
        assertThat(sums().get("dev")).isEqualTo(without.get("dev"));
        assertThat(sums().get("train")).startsWith(train.rowsKept() + " ");
    }

    @Test
    void anyPartitioningGivesTheSameRows() throws IOException {
        Path synonyms = Files.writeString(folder.resolve("synonyms.tsv"), "영화\t작품\t필름\n음악\t노래\n");
        Path pairs = Files.writeString(folder.resolve("pairs.jsonl"), pairs(Reviews.rows(0, 40)));
        String all = SECTIONS.substring(0, SECTIONS.length() - 1)
                + ", {kind: deletion, words: 0.3}, {kind: punctuation, words: 0.3}"
                + ", {kind: insertion, words: 0.5, synonyms: '" + synonyms + "'}"
                + ", {kind: synonym, words: 0.5, synonyms: '" + synonyms + "'}"
                + ", {kind: back-translation, translator: {source: ko, pivot: en, pairs: '" + pairs + "'}}]";
        List<String> rows = Reviews.rows(0, 40);
        SplitResult train = anyPartitioningGivesTheSame(rows, files -> run(all, "input.train=" + files));
        assertThat(train.augmented())
                .containsOnlyKeys(
                        "typo", "swap", "mix", "deletion", "punctuation", "insertion", "synonym", "back-translation");
    }

    @Test
    void anyPartitioningGivesTheSameQuestionsWithoutAnswers() throws IOException {
        List<String> rows = IntStream.range(0, 30)
                .mapToObj(i -> squad("배 " + i + "는 누가 만들었나?", "장인" + i, "배 " + i + "는 조선의 장인" + i + "이 만든 배이다."))
                .toList();
        SplitResult train = anyPartitioningGivesTheSame(
                rows,
                files -> questions(
                        List.of(), "preprocess.augment=[{kind: no-answer, copies: 3}]", "input.train=" + files));
        assertThat(train.augmented().get("no-answer")).isGreaterThan(50);
    }

    /** Runs on rows that lie in files of other numbers and orders. */
    private interface Run {
        PreprocessResult on(String files) throws IOException;
    }

    private SplitResult anyPartitioningGivesTheSame(List<String> rows, Run run) throws IOException {
        List<JsonNode> expected = List.of();
        Map<String, String> sums = Map.of();
        SplitResult last = null;
        for (int partitions : PARTITIONS) {
            Path parts = Files.createDirectories(folder.resolve("parts" + partitions));
            for (int part = 0; part < partitions; part++) {
                List<String> own = new ArrayList<>();
                for (int i = rows.size() - 1 - part; i >= 0; i -= partitions) {
                    own.add(rows.get(i));
                }
                if (rows.get(0).startsWith("{")) {
                    Files.write(parts.resolve(part + ".jsonl"), own);
                } else {
                    Reviews.tsv(parts.resolve(part + ".tsv"), own);
                }
            }
            spark.conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
            SplitResult train = split(run.on(parts + "/*"), "train");
            if (last == null) {
                expected = augmented();
                sums = sums();
                assertThat(expected).hasSizeGreaterThan(50);
            }
            assertThat(augmented()).isEqualTo(expected);
            assertThat(sums()).isEqualTo(sums);
            last = train;
        }
        return Objects.requireNonNull(last);
    }

    /** Translations there and back, which say something a little different. */
    private static String pairs(List<String> rows) {
        return rows.stream()
                .map(row -> row.split("\t", -1)[1])
                .distinct()
                .map(text -> "{\"source\": \"ko\", \"target\": \"en\", \"text\": \"" + text
                        + "\", \"translation\": \"en " + text + "\"}\n{\"source\": \"en\", \"target\": \"ko\","
                        + " \"text\": \"en " + text + "\", \"translation\": \"" + text + " 정말\"}\n")
                .collect(Collectors.joining());
    }

    @Test
    void newTextThatAHeldOutSplitHasIsDropped() throws IOException {
        Reviews.tsv(folder.resolve("train.tsv"), List.of("1\t좋다 영화\t1", "2\t나쁘다 영화\t0", "3\t영화 나쁘다\t0", "4\t길다 음악\t0"));
        Reviews.tsv(folder.resolve("dev.tsv"), List.of("8\t영화 좋다\t1", "9\t따분하다\t0"));
        SplitResult train = split(run("preprocess.augment=[{kind: swap}]"), "train");
        assertThat(augmented()).hasSize(1);
        assertThat(augmented().get(0).get("text").asText()).isEqualTo("음악 길다");
        assertThat(augmented().get(0).get("source").asLong()).isEqualTo(4);
        assertThat(train.dropped()).isEqualTo(Map.of("leaks-into-dev", 1L, "duplicate", 2L));
    }

    @Test
    void newTextThatIsNearlyAHeldOutOneIsDroppedWhereNearLeaksCount() throws IOException {
        String text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
        Reviews.tsv(
                folder.resolve("train.tsv"),
                List.of("1\t" + text.replace(" fourteen", " ab cd ef gh ij kl mn op qr st uv") + "\t1", "2\tbad\t0"));
        Reviews.tsv(folder.resolve("dev.tsv"), List.of("8\t" + text + " ab cd ef gh\t1", "9\tworse\t0"));
        String[] settings = {
            "preprocess.augment=[{kind: deletion, words: 0.2, copies: 40}]", "preprocess.near.similarity=0.75"
        };
        long strict = split(run(settings[0], settings[1], "preprocess.near-leaks=true"), "train")
                .dropped()
                .getOrDefault("leaks-into-dev", 0L);
        assertThat(strict).isPositive();
        long exact = split(run(settings), "train").dropped().getOrDefault("leaks-into-dev", 0L);
        assertThat(exact).isZero();
    }

    @Test
    void synonymsComeFromTheTableThatTheRunFileNames() throws IOException {
        Path table = Files.writeString(folder.resolve("synonyms.tsv"), "영화\t작품\n음악\t노래\n");
        run("preprocess.augment=[{kind: synonym, words: 1.0, synonyms: '" + table + "'}]");
        assertThat(augmented())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.get("text").asText()).containsAnyOf("작품", "노래"));
        assertThatThrownBy(() -> run("preprocess.augment=[{kind: synonym, synonyms: /no/such.tsv}]"))
                .hasMessageContaining("/no/such.tsv: there is no such file");
    }

    private static String backTranslation(TranslationServer server, String more) {
        return "preprocess.augment=[{kind: back-translation, translator: {source: ko, pivot: en, url: '" + server.url()
                + "', batch: 4, connections: 1, requests-per-second: 1000, retries: 0" + more + "}}]";
    }

    /** Back comes what went there, with another word for a film. */
    private static String reworded(String target, String text) {
        return target.equals("en") ? "en " + text : text.substring(3).replace("영화", "필름");
    }

    @Test
    void whatComesBackRewordedIsTakenAndNothingIsTranslatedTwice() throws IOException {
        try (TranslationServer server = new TranslationServer(AugmentationTest::reworded)) {
            String section = backTranslation(server, ", key-variable: PATH");
            SplitResult train = split(run(section), "train");
            long films = Reviews.rows(0, 40).stream()
                    .filter(row -> row.contains("영화"))
                    .count();
            assertThat(train.augmented()).isEqualTo(Map.of("back-translation", films));
            assertThat(augmented())
                    .hasSize((int) films)
                    .allSatisfy(row -> assertThat(row.get("text").asText()).contains("필름"));
            assertThat(server.requests())
                    .hasSize(20)
                    .allSatisfy(request ->
                            assertThat(request.authorization()).isEqualTo("Bearer " + System.getenv("PATH")));
            List<JsonNode> before = augmented();
            run(section);
            assertThat(server.requests()).hasSize(20);
            assertThat(augmented()).isEqualTo(before);
        }
    }

    @Test
    void runThatTranslatesOnSendsOnlyTheRest() throws IOException {
        try (TranslationServer server = new TranslationServer(AugmentationTest::reworded)) {
            server.behave(4);
            server.misbehave(TranslationServer.status(403, "enough", Map.of()));
            assertThatThrownBy(() -> run(backTranslation(server, "")))
                    .hasMessageContaining("refuses to translate: status 403 enough");
            run(backTranslation(server, ""));
            List<String> sent = server.requests().stream()
                    .filter(request -> request.target().equals("en"))
                    .flatMap(request -> request.texts().stream())
                    .toList();
            // Forty texts, of which the four of the refused request were sent again.
            assertThat(sent).hasSize(44);
        }
    }

    @Test
    void givenPairsAreATranslatorToo() throws IOException {
        String text = Reviews.rows(0, 1).get(0).split("\t", -1)[1];
        Path pairs = Files.writeString(
                folder.resolve("pairs.jsonl"),
                "{\"source\": \"ko\", \"target\": \"en\", \"text\": \"" + text + "\", \"translation\": \"x\"}\n"
                        + "{\"source\": \"en\", \"target\": \"ko\", \"text\": \"x\", \"translation\": \"" + text
                        + " 정말\"}\n");
        String section = "preprocess.augment=[{kind: back-translation, translator: {source: ko, pivot: en, pairs: '"
                + pairs + "'}}]";
        assertThat(split(run(section), "train").augmented()).isEqualTo(Map.of("back-translation", 1L));
        assertThat(augmented().get(0).get("text").asText()).isEqualTo(text + " 정말");
    }

    @Test
    void keyThatIsNotInTheEnvironmentStopsTheRun() throws IOException {
        try (TranslationServer server = new TranslationServer(AugmentationTest::reworded)) {
            assertThatThrownBy(() -> run(backTranslation(server, ", key-variable: NO_SUCH_VARIABLE")))
                    .hasMessageContaining("the environment variable NO_SUCH_VARIABLE is not set");
            assertThat(server.requests()).isEmpty();
        }
    }

    private static String squad(String question, String answer, String paragraph) {
        return squad(question, List.of(answer), paragraph);
    }

    private static String squad(String question, List<String> answers, String paragraph) {
        String all = answers.stream()
                .map(answer -> "{\"text\": \"%s\", \"answer_start\": %d}".formatted(answer, paragraph.indexOf(answer)))
                .collect(Collectors.joining(", "));
        return "{\"question\": \"%s\", \"paragraph\": \"%s\", \"answers\": [%s]}".formatted(question, paragraph, all);
    }

    private static final List<String> QUESTIONS = List.of(
            squad("한글은 누가 만들었나?", "세종대왕", "한글은 조선의 세종대왕이 만든 글자이다."),
            squad("거북선은 누가 만들었나?", "이순신", "거북선은 조선의 장군 이순신이 만든 배이다."),
            squad("물은 몇 도에서 끓나?", "백 도", "물은 백 도에서 끓고 영 도에서 언다."));

    private PreprocessResult questions(String section) throws IOException {
        return questions(QUESTIONS, section);
    }

    private PreprocessResult questions(List<String> rows, String... settings) throws IOException {
        Files.write(folder.resolve("train.jsonl"), rows);
        Files.writeString(folder.resolve("dev.jsonl"), squad("해는 어디서 뜨나?", "동쪽", "해는 동쪽에서 뜨고 서쪽으로 진다."));
        List<String> all = new ArrayList<>(List.of(
                "input.task=spans",
                "input.format=json-lines",
                "input.train=" + folder.resolve("train.jsonl"),
                "input.dev=" + folder.resolve("dev.jsonl"),
                "input.text-column=paragraph",
                "input.pair-column=question",
                "input.label-column=answers",
                "input.id-column=null",
                "pretrain=null",
                "preprocess.max-length=64"));
        all.addAll(List.of(settings));
        return run(all.toArray(String[]::new));
    }

    @Test
    void questionsAreCrossedWithParagraphsThatDoNotAnswerThem() throws IOException {
        SplitResult train = split(questions("preprocess.augment=[{kind: no-answer, copies: 3}]"), "train");
        assertThat(train.augmented().get("no-answer")).isBetween(3L, 6L);
        assertThat(train.rowsKept()).isEqualTo(3 + augmented().size());
        assertThat(augmented()).allSatisfy(row -> {
            JsonNode content = new JsonMapper().readTree(row.get("label").asText());
            assertThat(content.get("answers")).isEmpty();
            assertThat(row.get("text").asText())
                    .isEqualTo(content.get("question").asText() + " "
                            + content.get("paragraph").asText());
        });
    }

    @Test
    void answersAreFoundAgainAfterARoundTrip() throws IOException {
        try (TranslationServer server = new TranslationServer((target, text) -> target.equals("en")
                ? "en " + text
                : text.substring(3).replace("조선의 ", "옛 ").replace("세종대왕", "세종 대왕"))) {
            SplitResult train = split(questions(backTranslation(server, "")), "train");
            assertThat(train.augmented()).isEqualTo(Map.of("back-translation", 2L));
            assertThat(augmented()).anySatisfy(row -> {
                JsonNode content = new JsonMapper().readTree(row.get("label").asText());
                assertThat(content.get("paragraph").asText()).isEqualTo("한글은 옛 세종 대왕이 만든 글자이다.");
                assertThat(content.get("answers").get(0).get("text").asText()).isEqualTo("세종 대왕");
                assertThat(content.get("answers").get(0).get("start").asInt()).isEqualTo(6);
            });
        }
    }

    @Test
    void answerThatIsLostInARoundTripGoesAloneAndTheOthersAreMovedAlong() throws IOException {
        List<String> rows =
                List.of(squad("몇 명인가?", List.of("5", "다섯 사람", "이순신"), "배에 5명, 곧 다섯 사람이 조선의 장군 이순신과 함께 있었다."));
        try (TranslationServer server = new TranslationServer((target, text) -> target.equals("en")
                ? "en " + text
                : text.substring(3).replace("5명", "15명이").replace("조선의 장군 이순신", "이순신"))) {
            SplitResult train = split(questions(rows, backTranslation(server, "")), "train");
            assertThat(train.augmented()).isEqualTo(Map.of("back-translation", 1L));
            JsonNode content =
                    new JsonMapper().readTree(augmented().get(0).get("label").asText());
            String paragraph = "배에 15명이, 곧 다섯 사람이 이순신과 함께 있었다.";
            assertThat(content.get("paragraph").asText()).isEqualTo(paragraph);
            assertThat(content.get("answers"))
                    .extracting(answer -> answer.get("text").asText() + " "
                            + answer.get("start").asInt())
                    .containsExactly("다섯 사람 " + paragraph.indexOf("다섯 사람"), "이순신 " + paragraph.indexOf("이순신"));
        }
    }
}
