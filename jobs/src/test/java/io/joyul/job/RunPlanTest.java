package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPlanTest {
    private static final String RUN_FILE = """
            name: plan
            output: somewhere
            input: {train: train.tsv, dev: dev.tsv, text-column: text, label-column: label}
            training: {ranks: 4, micro-batch: 8}
            pretrain: {epochs: 1}
            """;

    @TempDir
    Path folder;

    @Test
    void ranksMayChangeInTheMiddleOfARunWhereTheGlobalBatchStaysTheSame() throws Exception {
        assertThat(plan("training.ranks=2", "training.gradient-accumulation-steps=2")
                        .pretrain()
                        .fingerprint())
                .isEqualTo(plan().pretrain().fingerprint());
        assertThat(plan("training.ranks=1", "training.micro-batch=32").train().fingerprint())
                .isEqualTo(plan().train().fingerprint());
    }

    @Test
    void anotherGlobalBatchTrainsAgainButNeedsNoNewShards() throws Exception {
        RunPlan other = plan("training.ranks=2");

        assertThat(other.pretrain().fingerprint())
                .isNotEqualTo(plan().pretrain().fingerprint());
        assertThat(other.preprocess().fingerprint())
                .isEqualTo(plan().preprocess().fingerprint());
    }

    private RunPlan plan(String... settings) throws Exception {
        Storage storage = Storage.of(Map.of());
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, RUN_FILE);
        RunConfig config = RunConfigLoader.load(
                storage, file.toString(), Arrays.stream(settings).toList());
        return new RunPlan(config, storage, new Workspace(folder.resolve("out").toString()));
    }
}
