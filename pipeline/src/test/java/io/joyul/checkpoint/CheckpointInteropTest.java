package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.batch.HostBatches;
import io.joyul.evaluate.Predictor;
import io.joyul.model.BertConfig;
import io.joyul.model.SequenceClassifier;
import io.joyul.shard.Example;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.testing.Python;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.WordSplitter;
import io.joyul.tokenize.train.TokenizerJson;
import io.joyul.tokenize.train.TokenizerTrainer;
import io.joyul.tokenize.train.WordCounts;
import io.joyul.tokenize.train.WordPieceTrainer;
import io.joyul.train.AdamW;
import io.joyul.train.EarlyStopping;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we write, opened by those who read it. */
final class CheckpointInteropTest {
    private static final List<String> SENTENCES =
            List.of("정말 재미있는 영화였어요!", "별로... 돈이 아까워요 ㅠㅠ", "Not bad, 7/10 — 다시 볼래요", "처음 보는 단어: 쀍뚫");

    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());
    private String tokenizerJson = "";
    private String checkpoint = "";

    @BeforeEach
    void writeCheckpoint() {
        Libtorch.prepare(1);
        TokenizerTrainer trainer = new WordPieceTrainer(150, 2, 1000, TokenizerJson.Case.KEPT);
        Map<String, Long> counts = new HashMap<>();
        for (String sentence : SENTENCES.subList(0, 3)) {
            WordSplitter splitter = new WordSplitter(trainer.untrained());
            splitter.words(sentence, word -> counts.merge(word, 3L, Long::sum));
        }
        tokenizerJson = trainer.train(WordCounts.of(counts));
        Tokenizer tokenizer = Tokenizer.fromJson(tokenizerJson);
        BertConfig shape = new BertConfig(
                tokenizer.vocabularySize(),
                32,
                2,
                4,
                64,
                48,
                2,
                0.1,
                0.1,
                1e-12,
                0.02,
                tokenizer.specialTokens().pad(),
                List.of("negative", "positive"));
        try (SequenceClassifier model = new SequenceClassifier(shape);
                AdamW optimizer = new AdamW(model.parameters(), AdamW.DEFAULTS)) {
            model.parameters().initialise(11, 0.2);
            CheckpointWriter writer = new CheckpointWriter(
                    storage,
                    folder.toString(),
                    new CheckpointWriter.Identity(
                            "f", 11, tokenizerJson.getBytes(StandardCharsets.UTF_8), "name: interop\n"),
                    Generation.begin(storage, folder.toString()),
                    new Retention(1, 0, EarlyStopping.Metric.DEV_LOSS),
                    () -> {});
            try (BackgroundCheckpoints checkpoints = new BackgroundCheckpoints(writer, Optional.empty(), path -> {})) {
                checkpoints.onCheckpoint(new TrainState(1, 0, 1, TrainingHistory.empty(), model, optimizer));
                checkpoints.finish();
            }
        }
        checkpoint = folder.resolve("step-00000001").toString();
    }

    private List<int[]> ids() {
        Tokenizer tokenizer = Tokenizer.fromJson(tokenizerJson);
        return SENTENCES.stream()
                .map(sentence -> tokenizer.encode(sentence, 48))
                .toList();
    }

    @Test
    void tokenizersGivesTheSameIds() throws Exception {
        Python.assumeModules("tokenizers");
        List<String> arguments = new ArrayList<>(List.of(checkpoint + "/tokenizer.json"));
        arguments.addAll(SENTENCES);
        JsonNode found = new ObjectMapper().readTree(Python.run("open_tokenizer.py", arguments.toArray(String[]::new)));
        for (int i = 0; i < SENTENCES.size(); i++) {
            assertThat(found.path(i)).isEqualTo(new ObjectMapper().valueToTree(ids().get(i)));
        }
    }

    @Test
    void transformersGivesTheSameLogits() throws Exception {
        Python.assumeModules("torch", "transformers", "tokenizers");
        List<String> arguments = new ArrayList<>(List.of(checkpoint));
        arguments.addAll(SENTENCES);
        JsonNode found =
                new ObjectMapper().readTree(Python.run("open_checkpoint.py", arguments.toArray(String[]::new)));
        assertThat(found.path("architecture").asText()).isEqualTo("BertForSequenceClassification");
        List<Example> examples = new ArrayList<>();
        for (int[] own : ids()) {
            examples.add(new Example.Labelled(examples.size(), own, 0, null));
        }
        try (Predictor predictor = Predictor.open(storage, checkpoint)) {
            float[][] logits = predictor.logits(HostBatches.of(examples));
            for (int i = 0; i < logits.length; i++) {
                for (int j = 0; j < 2; j++) {
                    assertThat((double) logits[i][j])
                            .isCloseTo(
                                    found.path("outputs")
                                            .path(i)
                                            .path("logits")
                                            .path(j)
                                            .asDouble(),
                                    within(1e-5));
                }
            }
        }
    }
}
