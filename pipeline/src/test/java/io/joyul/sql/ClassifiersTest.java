package io.joyul.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.evaluate.Prediction;
import io.joyul.sql.Classifiers.Lease;
import io.joyul.tokenize.train.TokenizerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifiersTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert-classification");

    @TempDir
    private Path folder;

    private String model(String name) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(GOLDEN.resolve(file), model.resolve(file));
        }
        List<String> vocabulary = new ArrayList<>(TokenizerJson.SPECIAL_TOKENS);
        vocabulary.addAll(List.of("one", "two", "three"));
        Files.writeString(
                model.resolve("tokenizer.json"), TokenizerJson.wordPiece(vocabulary, TokenizerJson.Case.KEPT));
        return model.toString();
    }

    @Test
    void tasksShareOneModelUntilItsWeightsAreWrittenAnew() throws Exception {
        String model = model("model");
        try (Lease first = Classifiers.borrow(Classifiers.find(model));
                Lease second = Classifiers.borrow(Classifiers.find(model))) {
            assertThat(second.classifier()).isSameAs(first.classifier());
            Files.setLastModifiedTime(Path.of(model, "model.safetensors"), FileTime.fromMillis(1_000_000));
            try (Lease third = Classifiers.borrow(Classifiers.find(model))) {
                assertThat(third.classifier()).isNotSameAs(first.classifier());
            }
        }
    }

    @Test
    void modelInUseStaysWhenOthersTakeItsPlace() throws Exception {
        try (Lease used = Classifiers.borrow(Classifiers.find(model("used")))) {
            List<Prediction> before = used.classifier().classify(List.of("one two"));
            for (int i = 0; i < 4; i++) {
                Classifiers.borrow(Classifiers.find(model("other" + i))).close();
            }
            assertThat(used.classifier().classify(List.of("one two")).get(0).scores())
                    .containsExactly(before.get(0).scores());
        }
    }

    @Test
    void threadsThatShareAModelGetTheSameAsOneAlone() throws Exception {
        List<String> texts = List.of("one", "two three", "three one two three one", "", "two two two");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Lease lease = Classifiers.borrow(Classifiers.find(model("shared")))) {
            List<double[]> alone = scores(lease, texts);
            List<Future<List<double[]>>> together = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                together.add(threads.submit(() -> scores(lease, texts)));
            }
            for (Future<List<double[]>> each : together) {
                assertThat(each.get()).usingRecursiveComparison().isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<double[]> scores(Lease lease, List<String> texts) {
        return lease.classifier().classify(texts).stream()
                .map(Prediction::scores)
                .toList();
    }
}
