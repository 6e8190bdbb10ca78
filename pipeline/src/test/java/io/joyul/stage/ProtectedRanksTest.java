package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.RunConfigLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProtectedRanksTest extends OnLocalSpark {
    private static final String RUN_FILE = """
            name: n
            output: runs/n
            input: {format: json-lines, train: a, dev: b, text-column: text, label-column: label}
            training: {ranks: 2}
            """;

    private List<String> notes(String stage, String... settings) throws Exception {
        String shards = folder.resolve(stage + "-shards").toString();
        TinyShards.labelled(storage, shards, 100, 20);
        String tokenizer = Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8)
                .toString();
        RecordingProgress progress = new RecordingProgress();
        TrainingStage.run(
                spark,
                TinyTasks.classifier(
                        stage,
                        shards,
                        tokenizer,
                        folder.resolve(stage).toString(),
                        1,
                        RunConfigLoader.parse("run.yaml", RUN_FILE, List.of(settings))
                                .training()),
                progress);
        return progress.notes;
    }

    @Test
    void ranksOfOneProcessThatWereToTalkOverTlsSayWhatCoversThemAndOthersSayNothing() throws Exception {
        assertThat(notes("sealed", "training.wire.encryption=tls"))
                .anyMatch(note ->
                        note.contains("what the ranks say to each other is covered by the process that they share"));
        assertThat(notes("clear")).noneMatch(note -> note.contains("covered by"));
    }
}
