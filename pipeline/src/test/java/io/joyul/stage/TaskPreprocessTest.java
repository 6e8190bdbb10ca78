package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.SplitResult;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifests;
import io.joyul.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.SaveMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Raw rows to shards, task by task. */
class TaskPreprocessTest extends Preprocessing {
    private RunConfig config(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "input.train=" + folder.resolve("train*"),
                "input.dev=" + folder.resolve("dev*"),
                "output=" + folder.resolve("out")));
        all.addAll(List.of(settings));
        return RunConfigLoader.parse("task.yaml", """
                name: task
                input:
                  format: json-lines
                preprocess:
                  max-length: 32
                  max-bad-rows: 0.7
                  tokenizer: {vocabulary-size: 300}
                  examples: {overlap: 4}
                """, all);
    }

    private PreprocessResult run(String... settings) {
        return run(config(settings));
    }

    private void write(List<String> train, List<String> dev) throws IOException {
        Files.write(folder.resolve("train.jsonl"), train);
        Files.write(folder.resolve("dev.jsonl"), dev);
    }

    private <E extends Example> List<E> examples(Class<E> type, String split) {
        return examples(workspace().labelledShards(), split).stream()
                .map(type::cast)
                .toList();
    }

    private static void requireAccounted(PreprocessResult result) {
        assertThat(result.splits().values())
                .allSatisfy(split -> assertThat(
                                split.balances().get(split.balances().size() - 1))
                        .satisfies(books -> assertThat(books.stage()).isEqualTo("write shards"))
                        .satisfies(books ->
                                assertThat(books.rowsOut()).isPositive().isEqualTo(books.rowsIn())));
        assertNothingIsLost(result);
    }

    @Test
    void pairsAreReadCountedAndQuarantined() throws IOException {
        write(
                List.of(
                        "{\"a\": \"좋은 영화다\", \"b\": \"나쁜 영화다\", \"l\": \"다름\"}",
                        "{\"a\": \"멋진 영화다\", \"b\": \"멋진 작품이다\", \"l\": \"같음\"}",
                        "{\"a\": \"멋진 영화다\", \"b\": \"멋진 작품이다\", \"l\": \"같음\"}",
                        "{\"a\": \"짝이 없다\", \"l\": \"같음\"}",
                        "{\"a\": \"이름이 없다\", \"b\": \"참\"}"),
                List.of("{\"a\": \"영화\", \"b\": \"작품\", \"l\": \"같음\"}"));
        PreprocessResult result =
                run("input.task=pairs", "input.text-column=a", "input.pair-column=b", "input.label-column=l");
        assertThat(split(result, "train").quarantined()).isEqualTo(Map.of("pair-missing", 1L, "label-missing", 1L));
        assertThat(split(result, "train").dropped()).isEqualTo(Map.of("duplicate", 1L));
        assertThat(result.labels()).containsExactly("같음", "다름");
        requireAccounted(result);
        assertThat(examples(Example.Pair.class, "train")).hasSize(2);
        assertThat(examples(Example.Pair.class, "dev")).hasSize(1).allSatisfy(pair -> {
            assertThat(pair.text()).contains("영화").contains("작품");
            assertThat(pair.tokenTypeIds()).hasSameSizeAs(pair.inputIds()).contains(0, 1);
        });
        ShardManifest manifest = ShardManifests.load(storage, workspace().labelledShards());
        assertThat(manifest.kind()).isEqualTo(Kind.PAIR);
        assertThat(manifest.labelNames()).containsExactly("같음", "다름");
    }

    @Test
    void tagsAreReadFromListsAndRaggedOnesQuarantined() throws IOException {
        write(
                List.of(
                        "{\"w\": [\"김 씨\", \"는\", \"서울\"], \"t\": [\"B-PS\", \"O\", \"B-LC\"]}",
                        "{\"w\": [\"하나\"], \"t\": [\"O\", \"O\"]}",
                        "{\"w\": [{\"x\": 1}], \"t\": [\"O\"]}",
                        "{\"w\": [\"둘\", [1]], \"t\": [\"O\", \"O\"]}",
                        "{\"w\": \"셋 넷\", \"t\": \"O O\"}"),
                List.of("{\"w\": [\"이\", \"부산\"], \"t\": [\"O\", \"B-LC\"]}"));
        PreprocessResult result = run("input.task=tags", "input.text-column=w", "input.label-column=t");
        assertThat(split(result, "train").quarantined()).isEqualTo(Map.of("tag-count", 1L, "wrong-shape", 2L));
        assertThat(result.labels()).containsExactly("B-LC", "B-PS", "O");
        requireAccounted(result);
        assertThat(examples(Example.Tagged.class, "train"))
                .hasSize(2)
                .allSatisfy(tagged -> assertThat(tagged.labels()).hasSameSizeAs(tagged.inputIds()));
    }

    @Test
    void vocabularyForTaggedCharactersIsLearntFromTheTextTheyMakeUp() throws IOException {
        String row = "{\"w\": [\"영\", \"화\", \" \", \"서\", \"울\"], \"t\": [\"O\", \"O\", \"O\", \"B-LC\", \"I-LC\"]}";
        write(List.of(row, row.replace("서", "한")), List.of(row.replace("영", "만")));
        run(
                "input.task=tags",
                "input.text-column=w",
                "input.label-column=t",
                "preprocess.examples.tag-units=characters",
                "preprocess.tokenizer.min-frequency=1");
        // As words by themselves, the characters would leave every word of two unknown.
        Tokenizer tokenizer =
                Tokenizer.fromJson(Files.readString(Path.of(workspace().tokenizer())));
        assertThat(tokenizer.encode("영화 서울").ids())
                .doesNotContain(tokenizer.specialTokens().unk());
    }

    private static final String SQUAD = """
            {"version": "1", "data": [{"title": "t", "paragraphs": [{"context": "서울은 한국의 수도이다. 부산은 항구 도시이다.", "qas": [
              {"id": "q1", "question": "수도는?", "answers": [{"text": "서울", "answer_start": 0}]},
              {"id": "q2", "question": "항구는?", "answers": [{"text": "부산", "answer_start": 14}]},
              {"id": "q3", "question": "어긋난 곳은?", "answers": [{"text": "부산", "answer_start": 3}]},
              {"id": "q4", "question": "없는 것은?", "answers": []},
              {"id": "q5", "answers": []},
              {"id": "q6", "question": "모양이 다른 것은?"}]}]}], "more": {"x": [1]}}
            """;

    @Test
    void squadIsReadDirectlyAndMisplacedAnswersQuarantined() throws IOException {
        Files.writeString(folder.resolve("train.json"), SQUAD);
        Files.writeString(folder.resolve("dev.json"), SQUAD.replace("는?", "은 무엇인가?"));
        PreprocessResult result = run("input.task=spans", "input.format=squad");
        assertThat(split(result, "train").quarantined())
                .isEqualTo(Map.of("answer-misplaced", 1L, "pair-missing", 1L, "wrong-shape", 1L));
        requireAccounted(result);
        List<Example.Span> dev = examples(Example.Span.class, "dev");
        assertThat(dev).extracting(Example.Span::key).contains("q1", "q2", "q4");
        assertThat(dev).filteredOn(span -> span.end() > 0).isNotEmpty().allSatisfy(span -> {
            String text = Objects.requireNonNull(span.text());
            assertThat(span.answers())
                    .isEqualTo("[\""
                            + text.substring(span.textStarts()[span.start()], span.textStarts()[span.start()] + 2)
                            + "\"]");
        });
    }

    @Test
    void brokenSquadFilesStopTheRunWithTheirName() throws IOException {
        Files.writeString(folder.resolve("train.json"), SQUAD.substring(0, 150));
        Files.writeString(folder.resolve("dev.json"), SQUAD);
        assertThatThrownBy(() -> run("input.task=spans", "input.format=squad"))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("train.json");
        Files.writeString(folder.resolve("train.json"), "{\"rows\": []}");
        assertThatThrownBy(() -> run("input.task=spans", "input.format=squad"))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("no array \"data\"");
    }

    @Test
    void brokenElementsOfSquadAreSetAsideAndReadingGoesOn() throws IOException {
        String article = SQUAD.substring(SQUAD.indexOf("{\"title"), SQUAD.indexOf("], \"more"));
        List<String> elements = List.of(
                article,
                "null",
                "[" + article + "]",
                "{\"title\": \"no paragraphs\"}",
                "{\"paragraphs\": {\"context\": \"글\"}}",
                "{\"paragraphs\": [5, {\"context\": \"글\"}, {\"context\": \"글\", \"qas\": {\"id\": 1}}, {\"qas\": []}]}",
                "{\"paragraphs\": [{\"context\": 5, \"qas\": [{\"question\": \"무엇?\", \"answers\": []}, 7]},"
                        + " {\"context\": \"글\", \"qas\": [{\"question\": 5, \"answers\": []}]}]}",
                article.replace("는?", "는 어디?"));
        Files.writeString(folder.resolve("train.json"), "{\"data\": [" + String.join(", ", elements) + "]}");
        Files.writeString(folder.resolve("dev.json"), SQUAD.replace("는?", "은 무엇인가?"));
        PreprocessResult result = run("input.task=spans", "input.format=squad", "preprocess.max-bad-rows=1");
        assertThat(split(result, "train"))
                .returns(22L, SplitResult::rowsRead)
                .returns(
                        Map.of(
                                "answer-misplaced", 2L,
                                "pair-missing", 2L,
                                "pair-type", 1L,
                                "text-type", 1L,
                                "wrong-shape", 10L),
                        SplitResult::quarantined);
        requireAccounted(result);
    }

    @Test
    void squadFilesWhoseRestCannotBeReadAreRefused() throws IOException {
        Files.writeString(folder.resolve("dev.json"), SQUAD.replace("는?", "은 무엇인가?"));
        String whole = SQUAD.strip();
        for (String broken : List.of(
                whole.substring(0, whole.length() - 1),
                whole.substring(0, whole.indexOf("], \"more")),
                whole + whole,
                whole.replace("\"more\"", "\"data\""),
                whole.replace("\"id\": \"q4\"", "\"question\": \"둘째?\""))) {
            Files.writeString(folder.resolve("train.json"), broken);
            assertThatThrownBy(() -> run("input.task=spans", "input.format=squad"))
                    .as(broken)
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_UNREADABLE))
                    .hasMessageContaining("train.json");
        }
    }

    @Test
    void columnsOfATypeThatTheTaskCannotUseAreSetAside() throws IOException {
        write(
                List.of(
                        "{\"a\": \"좋은 영화다\", \"b\": \"나쁜 영화다\", \"l\": 1}",
                        "{\"a\": \"멋진 영화다\", \"b\": \"멋진 작품이다\", \"l\": true}",
                        "{\"a\": 5, \"b\": \"나쁜 영화다\", \"l\": 1}",
                        "{\"a\": \"좋은 영화다\", \"b\": [\"나쁜 영화다\"], \"l\": 1}",
                        "{\"a\": \"좋은 영화다\", \"b\": \"나쁜 작품이다\", \"l\": [1]}"),
                List.of("{\"a\": \"영화\", \"b\": \"작품\", \"l\": 1}"));
        assertThat(quarantined("pairs", "a", "b", "l"))
                .isEqualTo(Map.of("text-type", 1L, "pair-type", 1L, "label-type", 1L));

        write(
                List.of(
                        "{\"t\": \"긴 글 하나\", \"l\": \"가\"}",
                        "{\"t\": \"다른 이야기\", \"l\": \"나\"}",
                        "{\"t\": [\"긴 글\"], \"l\": \"가\"}",
                        "{\"t\": \"긴 글 둘\", \"l\": {\"x\": 1}}"),
                List.of("{\"t\": \"글\", \"l\": \"가\"}"));
        assertThat(quarantined("documents", "t", null, "l")).isEqualTo(Map.of("text-type", 1L, "label-type", 1L));
        assertThat(quarantined("causal", "t", null, null)).isEqualTo(Map.of("text-type", 1L));

        write(
                List.of(
                        "{\"w\": [\"이\", 5], \"t\": [0, 1]}",
                        "{\"w\": 5, \"t\": [\"O\"]}",
                        "{\"w\": [\"이\"], \"t\": {\"0\": \"O\"}}",
                        "{\"w\": [\"이\"], \"t\": 5}"),
                List.of("{\"w\": [\"저\"], \"t\": [0]}"));
        assertThat(quarantined("tags", "w", null, "t")).isEqualTo(Map.of("text-type", 1L, "label-type", 2L));

        write(
                List.of(
                        "{\"c\": [{\"from\": \"human\", \"value\": \"안녕\"}, {\"from\": \"gpt\", \"value\": \"네\"}]}",
                        "{\"c\": {\"from\": \"gpt\", \"value\": \"네\"}}",
                        "{\"c\": true}"),
                List.of("{\"c\": [{\"from\": \"gpt\", \"value\": \"일해요\"}]}"));
        assertThat(quarantined("dialogue", "c", null, null)).isEqualTo(Map.of("text-type", 2L));

        write(
                List.of(
                        "{\"q\": \"질문\", \"a\": [\"답\", \"다른 답\"], \"r\": [0, 1]}",
                        "{\"q\": \"질문 둘\", \"a\": \"[1] 하나뿐인 답\"}",
                        "{\"q\": [\"질문\"], \"a\": [\"답\", \"다른 답\"], \"r\": [0, 1]}",
                        "{\"q\": \"질문\", \"a\": 5, \"r\": [0, 1]}",
                        "{\"q\": \"질문\", \"a\": [\"답\", \"다른 답\"], \"r\": {\"0\": 1}}"),
                List.of("{\"q\": \"물음\", \"a\": [\"답\", \"답 둘\"], \"r\": 0}"));
        assertThat(quarantined("ranking", "q", "a", "r"))
                .isEqualTo(Map.of("text-type", 1L, "pair-type", 1L, "label-type", 1L));

        write(
                List.of(
                        "{\"p\": \"질문\", \"y\": \"좋은 답\", \"n\": \"나쁜 답\"}",
                        "{\"p\": \"질문\", \"y\": \"좋은 답\", \"n\": 7}"),
                List.of("{\"p\": \"물음\", \"y\": \"좋은 답\", \"n\": \"나쁜 답\"}"));
        assertThat(quarantined("preference", "p", "y", null, "input.rejected-column=n"))
                .isEqualTo(Map.of("rejected-type", 1L));

        write(
                List.of(
                        "{\"t\": \"서울은 수도\", \"q\": \"어디?\", \"a\": {\"text\": [\"서울\"], \"answer_start\": [0]}}",
                        "{\"t\": \"서울은 수도\", \"q\": \"어디?\", \"a\": 5}",
                        "{\"t\": \"서울은 수도\", \"q\": {}, \"a\": []}"),
                List.of("{\"t\": \"부산은 항구\", \"q\": \"어디?\", \"a\": []}"));
        assertThat(quarantined("spans", "t", "q", "a")).isEqualTo(Map.of("label-type", 1L, "pair-type", 1L));
    }

    private Map<String, Long> quarantined(
            String task, String text, @Nullable String pair, @Nullable String label, String... more) {
        List<String> settings = new ArrayList<>(
                List.of("input.task=" + task, "input.text-column=" + text, "preprocess.max-bad-rows=1"));
        if (pair != null) {
            settings.add("input.pair-column=" + pair);
        }
        if (label != null) {
            settings.add("input.label-column=" + label);
        }
        settings.addAll(List.of(more));
        PreprocessResult result = run(settings.toArray(String[]::new));
        requireAccounted(result);
        return split(result, "train").quarantined();
    }

    /** Rows of Parquet, all of whose texts are bytes, or marked as texts without being UTF-8. */
    private void parquet(String train, String dev) {
        spark.sql(train)
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder.resolve("train").toString());
        spark.sql(dev)
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder.resolve("dev").toString());
    }

    @Test
    void bytesOfParquetAreTextInEveryColumnOfEveryTask() {
        String bad = "X'ED959CFF'";
        parquet(
                "select * from values"
                        + " (binary('좋은 영화다'), binary('나쁜 영화다'), binary('다름')),"
                        + " (binary('멋진 영화다'), binary('멋진 작품이다'), binary('같음')),"
                        + " (" + bad + ", binary('둘'), binary('같음')),"
                        + " (binary('하나'), " + bad + ", binary('같음')),"
                        + " (binary('하나'), binary('둘'), " + bad + ") as t(a, b, l)",
                "select '영화' as a, '작품' as b, '같음' as l");
        assertThat(quarantined("pairs", "a", "b", "l", "input.format=parquet")).isEqualTo(Map.of("not-utf8", 3L));
        assertThat(examples(Example.Pair.class, "train"))
                .extracting(Example.Pair::label)
                .containsExactlyInAnyOrder(0, 1);
        assertThat(vocabulary()).contains("멋");

        parquet(
                "select * from values"
                        + " (array(binary('김 씨'), binary('서울')), array('B-PS', 'B-LC')),"
                        + " (array(binary('이 씨')), array(cast(" + bad + " as string))),"
                        + " (array(" + bad + "), array('O')) as t(w, t)",
                "select array('부산') as w, array('B-LC') as t");
        assertThat(quarantined("tags", "w", null, "t", "input.format=parquet")).isEqualTo(Map.of("not-utf8", 2L));
        assertThat(vocabulary()).contains("서");

        parquet(
                "select * from values"
                        + " (array(named_struct('from', 'human', 'value', binary('안녕')), named_struct('from', 'gpt',"
                        + " 'value', binary('반가워요')))),"
                        + " (array(named_struct('from', 'gpt', 'value', " + bad + "))) as t(c)",
                "select array(map('role', 'assistant', 'content', '일해요')) as c");
        assertThat(quarantined("dialogue", "c", null, null, "input.format=parquet"))
                .isEqualTo(Map.of("not-utf8", 1L));
        assertThat(vocabulary()).contains("반");

        parquet(
                "select * from values"
                        + " (binary('질문'), array(binary('첫째'), binary('둘째')), array(0, 1)),"
                        + " (binary('질문'), array(binary('첫째'), " + bad + "), array(0, 1)) as t(q, a, r)",
                "select '물음' as q, array('답', '답 둘') as a, 0 as r");
        assertThat(quarantined("ranking", "q", "a", "r", "input.format=parquet"))
                .isEqualTo(Map.of("not-utf8", 1L));
        assertThat(vocabulary()).contains("둘");
    }

    @Test
    void parquetColumnsOfATypeThatTheTaskCannotUseAreSetAside() {
        String dev = "select '영화' as a, '작품' as b, '같음' as l";
        parquet("select string(id) as a, array('둘') as b, '같음' as l from range(2)", dev);
        spark.sql("select * from values ('좋은 영화', '둘', '같음'), ('나쁜 작품', '셋', '다름') as t(a, b, l)")
                .write()
                .mode(SaveMode.Append)
                .parquet(folder.resolve("train").toString());
        assertThat(quarantined("pairs", "a", "b", "l", "input.format=parquet")).isEqualTo(Map.of("pair-type", 2L));
    }

    /** What a tokenizer has learnt of the rows that were kept. */
    private String vocabulary() {
        return new String(storage.read(workspace().tokenizer()), StandardCharsets.UTF_8);
    }

    @Test
    void dialoguesPreferencesAndRankingsAreReadAndBadOnesQuarantined() throws IOException {
        write(
                List.of(
                        "{\"c\": [{\"from\": \"human\", \"value\": \"안녕\"}, {\"from\": \"gpt\", \"value\": \"네, 안녕하세요\"}]}",
                        "{\"c\": [{\"role\": \"user\", \"content\": \"몇 시?\"}, {\"role\": \"assistant\", \"content\": \"열 시\"}]}",
                        "{\"c\": [{\"from\": \"alien\", \"value\": \"삐\"}, {\"from\": \"gpt\", \"value\": \"뭐\"}]}",
                        "{\"c\": [{\"from\": \"human\", \"value\": \"아무도 답하지 않는다\"}]}",
                        "{\"c\": \"글\"}"),
                List.of(
                        "{\"c\": [{\"from\": \"human\", \"value\": \"뭐 해\"}, {\"from\": \"gpt\", \"value\": \"일해요\"}]}"));
        PreprocessResult dialogue = run("input.task=dialogue", "input.text-column=c");
        assertThat(split(dialogue, "train").quarantined())
                .isEqualTo(Map.of("speaker-unknown", 1L, "answer-missing", 1L, "wrong-shape", 1L));
        requireAccounted(dialogue);
        assertThat(examples(Example.Causal.class, "train"))
                .hasSize(2)
                .allSatisfy(example -> assertThat(
                                IntStream.of(example.labels()).distinct().count())
                        .isGreaterThan(1));

        write(
                List.of(
                        "{\"p\": \"질문\", \"y\": \"좋은 답\", \"n\": \"나쁜 답\"}",
                        "{\"p\": \"질문 둘\", \"y\": \"같은 답\", \"n\": \"같은 답\"}",
                        "{\"p\": \"질문 셋\", \"y\": \"답\"}"),
                List.of("{\"p\": \"물음\", \"y\": \"좋은 답\", \"n\": \"나쁜 답\"}"));
        PreprocessResult preference =
                run("input.task=preference", "input.text-column=p", "input.pair-column=y", "input.rejected-column=n");
        assertThat(split(preference, "train").quarantined()).isEqualTo(Map.of("same-answer", 1L, "answer-missing", 1L));
        assertThat(examples(Example.Preference.class, "train")).hasSize(1);

        write(
                List.of(
                        "{\"q\": \"질문\", \"a\": [\"답\", \"다른 답\"], \"r\": [0, 1]}",
                        "{\"q\": \"질문 둘\", \"a\": [\"답\", \"다른 답\"], \"r\": 1}",
                        "{\"q\": \"질문 셋\", \"a\": [\"답\", \"다른 답\"], \"r\": [1]}",
                        "{\"q\": \"질문 넷\", \"a\": [\"답\", \"다른 답\"], \"r\": [1, 1]}"),
                List.of("{\"q\": \"물음\", \"a\": [\"답\", \"답 둘\"], \"r\": 0}"));
        PreprocessResult ranking =
                run("input.task=ranking", "input.text-column=q", "input.pair-column=a", "input.label-column=r");
        assertThat(split(ranking, "train").quarantined()).isEqualTo(Map.of("wrong-shape", 1L, "same-answer", 1L));
        assertThat(examples(Example.Ranking.class, "train"))
                .hasSize(2)
                .allSatisfy(example ->
                        assertThat(IntStream.of(example.lengths()).sum()).isEqualTo(example.inputIds().length));
    }

    @Test
    void documentsKeepTheirIdsAcrossWindowsWhateverThePartitioning() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String text = "문서 " + i + " 번의 긴 이야기가 이어진다. ".repeat(3 + i % 5) + "\\n끝.";
            rows.add("{\"n\": " + i + ", \"t\": \"" + text + "\", \"l\": \"" + i % 2 + "\"}");
        }
        List<List<String>> sums = new ArrayList<>();
        for (String task : List.of("documents", "next-sentence", "denoising")) {
            List<List<String>> found = new ArrayList<>();
            for (int parts : new int[] {1, 3}) {
                for (int part = 0; part < parts; part++) {
                    int of = part;
                    List<String> own = IntStream.range(0, 18)
                            .filter(i -> i % parts == of)
                            .mapToObj(rows::get)
                            .toList();
                    Files.write(folder.resolve("train-" + part + ".jsonl"), own, StandardCharsets.UTF_8);
                }
                Files.write(folder.resolve("dev.jsonl"), rows.subList(18, 20));
                run(
                        "input.task=" + task,
                        "input.id-column=n",
                        "input.text-column=t",
                        "input.label-column=l",
                        "preprocess.examples.denoising=infilling",
                        "preprocess.shard-bytes=4096");
                found.add(ShardManifests.load(storage, workspace().labelledShards()).files().stream()
                        .map(file -> file.split() + " " + file.rows() + " " + file.sha256())
                        .toList());
                if (task.equals("documents")) {
                    List<Example.Window> windows = examples(Example.Window.class, "train");
                    assertThat(windows.stream().map(Example.Window::id).distinct())
                            .hasSize(18);
                    assertThat(windows).hasSizeGreaterThan(18);
                }
            }
            assertThat(found.get(0)).as(task).isEqualTo(found.get(1));
            sums.add(found.get(0));
        }
        assertThat(sums).doesNotHaveDuplicates();
    }

    @Test
    void aTaskWithoutItsColumnsIsRefusedWhenTheRunFileIsLoaded() {
        assertThatThrownBy(() -> config("input.task=preference", "input.text-column=p"))
                .hasMessageContaining("input.pair-column: is missing")
                .hasMessageContaining("input.rejected-column: is missing");
        assertThatThrownBy(() -> config("input.task=tags", "input.format=squad"))
                .hasMessageContaining("set input.task: spans");
        assertThatThrownBy(() -> config("input.task=causal", "input.text-column=t", "pretrain.epochs=1"))
                .hasMessageContaining("pretrain: has no meaning beside input.task: causal");
    }
}
