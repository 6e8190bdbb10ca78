package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.SmallRun.Ended;
import io.joyul.tokenize.train.TokenizerJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need no run file. */
class ToolsTest {
    private static final Path GOLDEN = Path.of("..", "pipeline", "src", "test", "resources", "golden");

    @TempDir
    Path folder;

    private String tokenizer = "";

    @BeforeEach
    void writeTokenizer() throws IOException {
        List<String> vocabulary = new ArrayList<>(TokenizerJson.SPECIAL_TOKENS);
        vocabulary.addAll(List.of("재미", "##있다", "영화"));
        String json = TokenizerJson.wordPiece(vocabulary, TokenizerJson.Case.KEPT);
        tokenizer = Files.writeString(folder.resolve("tokenizer.json"), json).toString();
    }

    @Test
    void tokenizeWritesOneArrayForEachLine() throws IOException {
        Path input = folder.resolve("in.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(input))) {
            out.write("영화 재미있다\n\n없다\n".getBytes(StandardCharsets.UTF_8));
        }
        Ended ended = tokenize(input);
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(folder.resolve("ids.jsonl")).content().isEqualTo("[2, 7, 5, 6, 3]\n[2, 3]\n[2, 1, 3]\n");
    }

    @Test
    void outputMayBeANameAlone() throws IOException {
        Path input = Files.writeString(folder.resolve("in.txt"), "없다\n");
        Path here = Path.of("ids-" + UUID.randomUUID() + ".jsonl");
        try {
            Ended ended = SmallRun.joyul(
                    "tokenize", "--tokenizer", tokenizer, "--input", input.toString(), "--output", here.toString());
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(here).content().isEqualTo("[2, 1, 3]\n");
        } finally {
            Files.deleteIfExists(here);
        }
    }

    @Test
    void folderInPlaceOfAFileIsTheUsersMistake() {
        Ended ended = tokenize(folder);
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains(folder + ": is a folder; name a file in its place [CONFIG_INVALID]");
    }

    @Test
    void tokenizeCutsToTheLengthAskedFor() throws IOException {
        Path input = Files.writeString(folder.resolve("in.txt"), "영화 재미있다");
        assertThat(tokenize(input, "--max-length", "4").exitCode()).isZero();
        assertThat(folder.resolve("ids.jsonl")).content().isEqualTo("[2, 7, 5, 3]\n");
    }

    @Test
    void textThatIsNotUtf8LeavesNoOutput() throws IOException {
        Path input = Files.write(folder.resolve("in.txt"), new byte[] {'a', '\n', (byte) 0xc3, '('});
        Ended ended = tokenize(input);
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err()).contains("in.txt: is not UTF-8 text [INPUT_UNREADABLE]");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("in.txt", "tokenizer.json");
        }
    }

    @Test
    void missingInputIsTheUsersMistake() {
        Ended ended = tokenize(folder.resolve("none.txt"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("none.txt", "[INPUT_NOT_FOUND]");
    }

    @Test
    void modelThatAgreesWithItsReferenceHolds() {
        Ended ended = SmallRun.joyul("verify", GOLDEN.resolve("bert-mlm").toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out().lines()).hasSizeGreaterThan(3).allMatch(line -> line.startsWith("holds "));
    }

    @Test
    void modelThatDiffersFromItsReferenceFails() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("model"));
        for (String file : List.of("config.json", "model.safetensors", "golden.safetensors")) {
            Files.copy(GOLDEN.resolve("bert-classification").resolve(file), copy.resolve(file));
        }
        Path weights = copy.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        // The last value's exponent: the change is no rounding.
        bytes[bytes.length - 1] ^= 0x40;
        Files.write(weights, bytes);
        Ended ended = SmallRun.joyul("verify", copy.toString());
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.out()).contains("FAILS ");
        assertThat(ended.err()).contains("[VERIFY_FAILED]");
    }

    @Test
    void folderThatHoldsNothingOfOursIsTold() {
        Ended ended = SmallRun.joyul("inspect", folder.toString());
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("check the path [INPUT_NOT_FOUND]");
    }

    @Test
    void modelFolderIsInspected() {
        Ended ended =
                SmallRun.joyul("inspect", GOLDEN.resolve("bert-classification").toString());
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("a model without checksums", "layers");
    }

    @Test
    void modelIsExportedForOtherRuntimes() throws IOException {
        String model = TinyClassifier.write(folder.resolve("model")).toString();
        Path target = folder.resolve("served");
        Ended ended = SmallRun.joyul("export", "--checkpoint", model, "--to", target.toString(), "--format", "onnx");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out().lines())
                .containsExactly(target + "/model.onnx", target + "/config.json", target + "/tokenizer.json");
        assertThat(target.resolve("model.onnx")).isRegularFile();
    }

    @Test
    void whatAnExportedTokenizerCannotSayIsTold() throws IOException {
        Path model = TinyClassifier.write(folder.resolve("model"));
        Files.writeString(model.resolve("run.yaml"), """
                name: jamo
                output: out
                input: {train: train.tsv, dev: dev.tsv, text-column: document, label-column: label}
                preprocess: {normalise: {compose-jamo: true}}
                train: {epochs: 1}
                """);
        Path target = folder.resolve("served");
        Ended ended = SmallRun.joyul(
                "export", "--checkpoint", model.toString(), "--to", target.toString(), "--format", "onnx");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("cannot say compose-jamo", "joyul_normalise(text, 'compose-jamo')");
    }

    @Test
    void formatThatIsNotKnownIsTheUsersMistake() {
        Ended ended = SmallRun.joyul("export", "--checkpoint", "a", "--to", "b", "--format", "pickle");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("pickle", "hugging-face", "onnx", "[USAGE]");
    }

    private Ended tokenize(Path input, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "tokenize",
                "--tokenizer",
                tokenizer,
                "--input",
                input.toString(),
                "--output",
                folder.resolve("ids.jsonl").toString()));
        arguments.addAll(List.of(more));
        return SmallRun.joyul(arguments.toArray(String[]::new));
    }
}
