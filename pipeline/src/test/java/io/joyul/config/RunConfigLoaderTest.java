package io.joyul.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunConfigLoaderTest {
    /** Eight lines; what a case adds begins at line 9. */
    private static final String VALID = """
            name: n
            output: runs/n
            input:
              format: json-lines
              train: a.jsonl
              dev: b.jsonl
              text-column: text
              label-column: label
            """;

    private static Arguments bad(String added, String... problems) {
        return Arguments.of(added, List.of(problems));
    }

    @Test
    void parametersAreFilledInAndTheResolvedFileKeepsThem() {
        String file = VALID.replace("runs/n", "runs/${parameters.date}/${parameters.date}")
                        .replace("a.jsonl", "'${parameters.in}'")
                + "parameters: {date: 2026-11-20, in: $1}\nspark: {properties: {spark.x: '${user.name}'}}\n";
        RunConfig config = RunConfigLoader.parse("f", file, List.of("parameters.date=2026-11-21"));
        assertThat(config.output()).isEqualTo("runs/2026-11-21/2026-11-21");
        assertThat(config.input().train()).contains("$1");
        assertThat(config.spark().properties()).containsEntry("spark.x", "${user.name}");
        assertThat(config.parameters()).containsEntry("date", "2026-11-21");
        assertThat(RunConfigLoader.parse("r", ResolvedRunFile.text(config), List.of()))
                .isEqualTo(config);
    }

    static Stream<Arguments> badFiles() {
        return Stream.of(
                bad("sed: 1", "line 9: sed: unknown key; did you mean seed?"),
                bad("training: {rank: 2}", "line 9: training.rank: unknown key; did you mean training.ranks?"),
                bad("microBatch: 4", "line 9: microBatch: unknown key; did you mean training.micro-batch?"),
                bad("ranks: 4", "line 9: ranks: unknown key; did you mean training.ranks?"),
                bad(
                        "spark: {zebra-crossing: 1}",
                        "line 9: spark.zebra-crossing: unknown key; known here: master, properties"),
                bad(
                        "seed: ${parameters.sed}\nparameters: {seed: 7}",
                        "line 9: seed: ${parameters.sed} stands for no parameter; did you mean ${parameters.seed}?",
                        "line 9: seed: must be a whole number, but is \"${parameters.sed}\""),
                bad(
                        "spark: {properties: {a: '${parameters.x}'}}",
                        "line 9: spark.properties.a: ${parameters.x} stands for no parameter; give it a value by"
                                + " parameters.x"),
                bad("publish: {metric: accuracy}", "publish.to: is missing and has no default"),
                bad(
                        "publish: {to: m, metric: f1}",
                        "line 9: publish.metric: must be one of accuracy, macro-f1, matthews-correlation, log-loss,"
                                + " brier, expected-calibration-error, but is \"f1\""),
                bad("name: again", "line 9: name: is already given at line 1; keep one"),
                bad(
                        "training:\n  ranks: two",
                        "line 10: training.ranks: must be a whole number up to 2147483647, but is \"two\""),
                bad(
                        "training: {ranks: 1.5}",
                        "line 9: training.ranks: must be a whole number up to 2147483647, but is \"1.5\""),
                bad(
                        "training: {log-every: 4000000000}",
                        "line 9: training.log-every: must be a whole number up to 2147483647, but is \"4000000000\""),
                bad(
                        "training: {micro-batch: many}",
                        "line 9: training.micro-batch: must be a whole number up to 2147483647 or auto, but is \"many\""),
                bad(
                        "training: {micro-batch: auto, deterministic: true, gradient-accumulation-steps: 2}",
                        "training.fit.global-batch: is missing: training.micro-batch auto cuts a step, and needs to know"
                                + " of how many examples",
                        "training.gradient-accumulation-steps: is found with training.micro-batch auto; take it out",
                        "training.deterministic: adds up gradients by micro-batches, so that the weights would depend on"
                                + " a machine's memory; give training.micro-batch a number"),
                bad(
                        "training: {ranks: 2, micro-batch: auto, fit: {global-batch: 33}}",
                        "training.fit.global-batch: must be a multiple of training.ranks, which is 2, but is 33"),
                bad(
                        "training: {fit: {global-batch: 64}}",
                        "training.fit.global-batch: has no meaning beside a training.micro-batch that is given, where it"
                                + " is ranks × micro-batch × gradient-accumulation-steps; take it out"),
                bad("training: {ranks: 0}", "line 9: training.ranks: must be at least 1 and at most 4096, but is 0"),
                bad(
                        "train: {warmup-ratio: 1}",
                        "line 9: train.warmup-ratio: must be at least 0 and below 1, but is 1.0"),
                bad("train: {learning-rate: .nan}", "line 9: train.learning-rate: must be a number, but is \".nan\""),
                bad(
                        "train: {learning-rate: 1e999}",
                        "line 9: train.learning-rate: must be above 0 and at most 1, but is Infinity"),
                bad(
                        "train: {compare-from-scratch: maybe}",
                        "line 9: train.compare-from-scratch: must be true or false, but is \"maybe\""),
                bad(
                        "train: {adaptation: {kind: head-only}}",
                        "train.adaptation.kind: would freeze random weights: there is neither a pretrain section nor a"
                                + " model.checkpoint"),
                bad(
                        "pretrain: {epochs: 1}\ntrain: {adaptation: {kind: frozen}}",
                        "train.adaptation.frozen-layers: is missing: the kind frozen needs it"),
                bad(
                        "pretrain: {epochs: 1}\ntrain: {adaptation: {kind: frozen, frozen-layers: 5}}",
                        "train.adaptation.frozen-layers: must be at most model.layers, which is 4, but is 5"),
                bad(
                        "train: {adaptation: {frozen-layers: 1}}",
                        "train.adaptation.frozen-layers: has no meaning for the kind full; take it out"),
                bad(
                        "train: {adaptation: {kind: head}}",
                        "line 9: train.adaptation.kind: must be one of full, frozen, head-only, but is \"head\""),
                bad("model: 4", "line 9: model: must be a section, but is \"4\""),
                bad(
                        "train: {schedule: {kind: cosin}}",
                        "line 9: train.schedule.kind: must be one of constant, linear, cosine, slanted-triangular,"
                                + " inverse-root, one-cycle, reduce-on-plateau, but is \"cosin\"; did you mean cosine?"),
                bad(
                        "pretrain: {schedule: {kind: linear, floor: 0.1, cooldown: 1}}",
                        "pretrain.schedule.floor: has no meaning for the kind linear; take it out",
                        "pretrain.schedule.cooldown: has no meaning for the kind linear; take it out"),
                bad(
                        "train: {early-stopping: {}}\ntraining: {keep-best: 0}",
                        "training.keep-best: must be at least 1 beside train.early-stopping, which uses the best epoch,"
                                + " but is 0"),
                bad(
                        "train: {early-stopping: {patience: 0}}",
                        "line 9: train.early-stopping.patience: must be at least 1 and at most 10000, but is 0"),
                bad("model:", "line 9: model: has no value; give one or leave the key out"),
                bad(
                        "preprocess: {cleaning: {gopher: {min-words: 9, max-words: 8}}}",
                        "preprocess.cleaning.gopher: min-words 9 is above max-words 8, so no text passes"),
                bad(
                        "preprocess: {cleaning: {gopher: {max-bullet-lines: 2}}}",
                        "line 9: preprocess.cleaning.gopher.max-bullet-lines: must be at least 0 and at most 1, but is"
                                + " 2.0"),
                bad(
                        "preprocess: {cleaning: {gopher: maybe}}",
                        "line 9: preprocess.cleaning.gopher: must be a section, but is \"maybe\""),
                bad(
                        "preprocess: {cleaning: {language: {scripts: [hangul, klingon]}}}",
                        "line 9: preprocess.cleaning.language.scripts: each item must be one of hangul, latin, han, kana,"
                                + " cyrillic, greek, arabic, hebrew, devanagari, thai, but one is klingon"),
                bad(
                        "preprocess: {leaks: keep}",
                        "line 9: preprocess.leaks: must be one of drop, report, refuse, but is \"keep\""),
                bad("pretrain:", "line 9: pretrain: has no value; give one or leave the key out"),
                bad("seed: [1]", "line 9: seed: must be a whole number, but is a list"),
                bad("spark: {properties: [a]}", "line 9: spark.properties: must be a section, but is a list"),
                bad(
                        "spark: {properties: {a: {b: c}}}",
                        "line 9: spark.properties.a: must be one value, but one is a section with keys of its own"),
                bad("spark: {master: \"\"}", "line 9: spark.master: must be a text that is not empty, but is \"\""),
                bad(
                        "seed: &s 1\ntrain: {epochs: *s}",
                        """
                        line 10: train.epochs: an alias (*s) is not followed; write the value out\
                        """,
                        "line 10: train.epochs: must be a whole number up to 2147483647, but is \"s\""),
                bad("---\nname: two", "line 10: ---: a second document begins; a run file holds one"),
                bad(
                        "preprocess: {tokenizer: {path: t.json, vocabulary-size: 100}}",
                        "line 9: preprocess.tokenizer.vocabulary-size: has no meaning beside preprocess.tokenizer.path;"
                                + " take one of them out"),
                bad(
                        "preprocess: {tokenizer: {path: c/tokenizer.json}}\nmodel: {checkpoint: c, layers: 2}",
                        "line 10: model.layers: has no meaning beside model.checkpoint; take one of them out"),
                bad(
                        "model: {checkpoint: c}",
                        "preprocess.tokenizer.path: is missing beside model.checkpoint, whose vocabulary it must be;"
                                + " usually c/tokenizer.json"),
                bad(
                        "model: {hidden-size: 130, attention-heads: 4}",
                        "model.hidden-size: must be a multiple of model.attention-heads, but 130 is none of 4"),
                bad(
                        "train: {compare-from-scratch: true}",
                        "train.compare-from-scratch: has nothing to compare with: there is neither a pretrain section"
                                + " nor a model.checkpoint"),
                bad(
                        "preprocess: {masking: {mask-share: 0.8, random-share: 0.3}}",
                        "preprocess.masking: mask-share 0.8 and random-share 0.3 add up to more than 1"),
                bad(
                        "training: {ranks: 3}\nspark: {master: \"local[2]\"}",
                        "training.ranks: must be at most the 2 cores of spark.master local[2], but is 3"),
                bad(
                        "training: {ranks: 2}\nspark: {master: local}",
                        "training.ranks: must be at most the 1 cores of spark.master local, but is 2"),
                bad(
                        "training: {ranks: 4096, micro-batch: 65536}",
                        "training: ranks × micro-batch × gradient-accumulation-steps must be at most 16777216, but is"
                                + " 268435456"),
                bad(
                        "spark: {properties: {spark.master: yarn}}",
                        "spark.properties.spark.master: is set by spark.master; take it out here"),
                bad(
                        "spark: {properties: {spark.dynamicAllocation.enabled: true}}",
                        "spark.properties.spark.dynamicAllocation.enabled: must be false: Spark gives no barrier stage"
                                + " to an application that changes its executors"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void badFileIsRefusedWithExactlyTheseProblems(String added, List<String> problems) {
        assertThat(problemsOf(VALID + added)).containsExactlyElementsOf(problems);
    }

    static Stream<Arguments> badInputs() {
        return Stream.of(
                bad("  labels: [a]", "input.labels: must name at least 2 classes, but names 1"),
                bad("  labels: [a, b, a]", "input.labels: names a class twice: a, b, a"),
                bad("  labels: a", "line 9: input.labels: must be a list such as [a, b], but is \"a\""),
                bad(
                        "  labels: [a, {b: c}]",
                        "line 9: input.labels: each item must be a text, but one is a section with keys of its own",
                        "input.labels: must name at least 2 classes, but names 1"),
                bad(
                        "  labels: [a, b]\n  label-names: [x, y, z]",
                        "input.label-names: names 3 classes, but input.labels has 2"),
                bad(
                        "  label-names: [x, y]",
                        "input.label-names: needs input.labels, in the same order, to say which class has which name"),
                bad(
                        "  test: a.jsonl",
                        "input.test: is input.train itself; figures on rows that were trained on say nothing"));
    }

    @ParameterizedTest
    @MethodSource("badInputs")
    void badInputSectionIsRefusedWithExactlyTheseProblems(String added, List<String> problems) {
        assertThat(problemsOf(VALID + added)).containsExactlyElementsOf(problems);
    }

    @Test
    void everyProblemOfAFileIsReportedAtOnce() {
        JoyulException failure = failureOf("nme: x\noutput:\ninput:\n  format: jsonlines\n  train: [a]\n");
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(failure).hasMessage("""
                        file.yaml: 8 problems
                          line 1: nme: unknown key; did you mean name?
                          name: is missing and has no default
                          line 2: output: has no value; give one or leave the key out
                          line 4: input.format: must be one of tsv, csv, json-lines, parquet, text, squad, but is "jsonlines";\
                         did you mean json-lines?
                          line 5: input.train: must be a text that is not empty, but is a list
                          input.dev: is missing and has no default
                          input.text-column: is missing and has no default
                          input.label-column: is missing and has no default""");
    }

    @Test
    void emptyFileIsToldWhatItLacks() {
        assertThat(problemsOf("# nothing\n")).contains("name: is missing and has no default");
    }

    @Test
    void aListIsNoRunFile() {
        assertThat(problemsOf("- a\n")).contains("line 1: the file: must be a section, but is a list");
    }

    @Test
    void brokenYamlNamesTheLine() {
        JoyulException failure = failureOf("name: n\noutput: {a\n");
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFIG_UNREADABLE);
        assertThat(failure).hasMessageStartingWith("file.yaml: line 3: this is not YAML: ");
    }

    @Test
    void typesOfKeysDecideHowValuesAreRead() {
        RunConfig config = RunConfigLoader.parse(
                "file.yaml",
                VALID + "  labels: [no, 007]\nseed: 1_000\ntrain: {learning-rate: 1e-3}\nmodel: {dropout: 0}\n",
                List.of());
        assertThat(config.input().labels()).containsExactly("no", "007");
        assertThat(config.seed()).isEqualTo(1000);
        assertThat(config.train().learningRate()).isEqualTo(0.001);
        assertThat(config.model().dropout()).isZero();
        assertThat(config.input().format()).isEqualTo(InputConfig.Format.JSON_LINES);
    }

    @Test
    void aSettingWinsOverTheFile() {
        RunConfig config = RunConfigLoader.parse(
                "file.yaml",
                VALID + "training: {ranks: 2}\npretrain: {epochs: 9}\n",
                List.of(
                        "training.ranks=1",
                        "input.labels=[x, y]",
                        "pretrain=null",
                        "name=a=b",
                        "spark.properties.spark.executor.memory=2g",
                        "preprocess.tokenizer.vocabulary-size=64"));
        assertThat(config.training().ranks()).isEqualTo(1);
        assertThat(config.input().labels()).containsExactly("x", "y");
        assertThat(config.pretrain()).isEmpty();
        assertThat(config.name()).isEqualTo("a=b");
        assertThat(config.spark().properties()).containsExactly(Map.entry("spark.executor.memory", "2g"));
        assertThat(config.preprocess().tokenizer().vocabularySize()).isEqualTo(64);
    }

    @Test
    void aWrongSettingIsReportedLikeAWrongKey() {
        JoyulException failure = catchThrowableOfType(
                JoyulException.class,
                () -> RunConfigLoader.parse(
                        "file.yaml",
                        VALID,
                        List.of("training.rnks=1", "model.layers.x=2", "train.epochs", "train.epochs=0", "no.such=1")));
        assertThat(problems(failure))
                .containsExactlyInAnyOrder(
                        "--set: train.epochs: has no value; write --set key.path=value",
                        "--set: training.rnks: unknown key; did you mean training.ranks?",
                        "--set: model.layers: must be a whole number up to 2147483647, but is a section with keys of"
                                + " its own",
                        "--set train.epochs: train.epochs: must be at least 1 and at most 10000, but is 0",
                        "--set: no: unknown key; known here: " + String.join(", ", KeyNames.of(RunConfig.class)));
    }

    @Test
    void resolvedFileRepeatsTheRun() {
        String awkward = """
                name: "null"
                output: "- a: #b"
                input:
                  train: 'C:\\x'
                  dev: "true"
                  text-column: "~"
                  label-column: "007"
                  labels: ["0x1F", "yes", "ㅋㅋ : 감동", "1e3"]
                preprocess:
                  tokenizer: {path: c/tokenizer.json}
                model: {checkpoint: c}
                train: {learning-rate: 3.3e-7}
                training: {micro-batch: auto, fit: {global-batch: 96}}
                spark: {master: "spark://h:7077", properties: {spark.executor.memory: 2g, empty: ""}}
                """;
        RunConfig config = RunConfigLoader.parse("file.yaml", awkward, List.of());
        String resolved = ResolvedRunFile.text(config);
        assertThat(RunConfigLoader.parse("resolved", resolved, List.of())).isEqualTo(config);
        assertThat(resolved)
                .contains("micro-batch: \"auto\"", "global-batch: 96")
                .doesNotContain("vocabulary-size", "hidden-size", "pretrain");
        assertThat(config.spark().master()).isEqualTo(Optional.of("spark://h:7077"));
    }

    @Test
    void runFileIsReadFromAnyFileSystem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), VALID);
        Storage storage = Storage.of(Map.of());
        assertThat(RunConfigLoader.load(storage, file.toUri().toString(), List.of()))
                .isEqualTo(RunConfigLoader.parse("file.yaml", VALID, List.of()));
    }

    @Test
    void fileThatIsNoTextIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("run.yaml"), new byte[] {(byte) 0xff, 0, 1});
        JoyulException failure = catchThrowableOfType(
                JoyulException.class, () -> RunConfigLoader.load(Storage.of(Map.of()), file.toString(), List.of()));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFIG_UNREADABLE);
        assertThat(failure).hasMessage(file + ": is not UTF-8 text; is it a run file?");
    }

    private static JoyulException failureOf(String yaml) {
        return catchThrowableOfType(JoyulException.class, () -> RunConfigLoader.parse("file.yaml", yaml, List.of()));
    }

    private static List<String> problemsOf(String yaml) {
        return problems(failureOf(yaml));
    }

    private static List<String> problems(JoyulException failure) {
        return Arrays.stream(String.valueOf(failure.getMessage()).split("\n  "))
                .skip(1)
                .toList();
    }
}
