package io.joyul.evaluate;

import io.joyul.batch.HostBatches;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.error.JoyulException;
import io.joyul.export.ModelText;
import io.joyul.shard.Example;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.text.TextNormaliser;
import io.joyul.tokenize.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A tuned classifier with its tokenizer, and with the normalisation of its run: texts in, labels and scores out. Threads
 * may share one.
 */
public final class TextClassifier implements AutoCloseable {
    private static final int BATCH = 64;

    private final Predictor predictor;
    private final Tokenizer tokenizer;
    private final TextNormaliser normaliser;

    private TextClassifier(Predictor predictor, Tokenizer tokenizer, TextNormaliser normaliser) {
        this.predictor = predictor;
        this.tokenizer = tokenizer;
        this.normaliser = normaliser;
    }

    /**
     * Loads the classifier in a checkpoint, or in a folder of the Hugging Face layout.
     *
     * @throws JoyulException {@code CHECKPOINT_NOT_FOUND}, {@code FILE_CORRUPT}, or {@code MODEL_UNSUPPORTED} when it holds
     *     another kind of model
     */
    public static TextClassifier open(Storage storage, String folder) {
        Predictor predictor = Predictor.open(storage, folder);
        try {
            byte[] tokenizer = storage.read(Storage.child(folder, ModelFiles.TOKENIZER));
            return new TextClassifier(
                    predictor,
                    Tokenizer.fromJson(new String(tokenizer, StandardCharsets.UTF_8)),
                    ModelText.normaliser(storage, folder));
        } catch (JoyulException e) {
            predictor.close();
            throw e;
        }
    }

    /** Class names by index. */
    public List<String> labels() {
        return predictor.labels();
    }

    /** What each text is taken for, in their order. Texts of like length share a batch, so many at once are best. */
    public List<Prediction> classify(List<String> texts) {
        // The number of threads is a matter of the thread that asks.
        Libtorch.prepare(1);
        List<Example.Labelled> byLength = new ArrayList<>();
        for (String text : texts) {
            int[] inputIds = tokenizer.encode(normaliser.normalise(text), predictor.maxLength());
            byLength.add(new Example.Labelled(byLength.size(), inputIds, 0, null));
        }
        byLength.sort(Comparator.comparingInt(example -> example.inputIds().length));
        Prediction[] predictions = new Prediction[byLength.size()];
        for (int from = 0; from < byLength.size(); from += BATCH) {
            List<Example.Labelled> batch = byLength.subList(from, Math.min(byLength.size(), from + BATCH));
            float[][] logits = predictor.logits(HostBatches.of(batch));
            for (int row = 0; row < logits.length; row++) {
                predictions[(int) batch.get(row).id()] = Prediction.of(labels(), logits[row]);
            }
        }
        return Arrays.asList(predictions);
    }

    @Override
    public void close() {
        predictor.close();
    }
}
