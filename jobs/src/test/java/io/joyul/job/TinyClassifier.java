package io.joyul.job;

import io.joyul.tokenize.train.TokenizerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A classifier of five classes with random weights, in the Hugging Face layout, and texts for it. */
final class TinyClassifier {
    private static final Path GOLDEN =
            Path.of("..", "pipeline", "src", "test", "resources", "golden", "bert-classification");
    private static final int WORDS = 92;

    private TinyClassifier() {}

    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(GOLDEN.resolve(file), folder.resolve(file));
        }
        List<String> vocabulary = new ArrayList<>(TokenizerJson.SPECIAL_TOKENS);
        for (int word = 0; word < WORDS; word++) {
            vocabulary.add("word" + word);
        }
        Files.writeString(
                folder.resolve("tokenizer.json"), TokenizerJson.wordPiece(vocabulary, TokenizerJson.Case.KEPT));
        return folder;
    }

    /** Texts of none to fifty words, so that some are cut. */
    static List<String> texts(int count) {
        Random random = new Random(count);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int words = random.nextInt(51); words > 0; words--) {
                text.append("word").append(random.nextInt(WORDS)).append(' ');
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
