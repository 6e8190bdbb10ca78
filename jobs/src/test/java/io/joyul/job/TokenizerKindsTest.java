package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.job.SmallRun.Ended;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs with the tokenizers that are not the usual one. */
class TokenizerKindsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"byte-bpe, BPE", "unigram, Unigram"})
    void runPretrainsAndTunesWithIt(String kind, String model) throws IOException {
        SmallRun small = SmallRun.write(folder);
        Ended ended = SmallRun.joyul(
                "run",
                small.file().toString(),
                "--set",
                "preprocess.tokenizer.kind=" + kind,
                "--set",
                "train.epochs=1",
                "--set",
                "train.compare-from-scratch=false");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).contains(" learnt from ", "pretrain ");
        Path tokenizer = Path.of(small.output(), "tokenizer.json");
        assertThat(tokenizer).isRegularFile();
        assertThat(new ObjectMapper()
                        .readTree(tokenizer.toFile())
                        .path("model")
                        .path("type")
                        .textValue())
                .isEqualTo(model);
    }
}
