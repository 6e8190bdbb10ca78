package io.joyul.evaluate;

import io.joyul.batch.HostBatch;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.EncoderInput;
import io.joyul.model.Model;
import io.joyul.model.SequenceClassifier;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;

/** A classifier that libtorch runs. */
public final class Predictor implements Classifier {
    private final SequenceClassifier model;

    private Predictor(SequenceClassifier model) {
        this.model = model;
    }

    /**
     * Loads the classifier in a folder of the Hugging Face layout.
     *
     * @throws JoyulException {@code MODEL_UNSUPPORTED} when it holds another kind of model
     */
    public static Predictor open(Storage storage, String folder) {
        Libtorch.prepare(1);
        Model model = ModelFiles.load(storage, folder);
        if (model instanceof SequenceClassifier classifier) {
            return new Predictor(classifier);
        }
        String architecture = model.architecture();
        model.close();
        throw new JoyulException(
                ErrorCode.MODEL_UNSUPPORTED, folder + ": holds a " + architecture + ", a classifier is needed");
    }

    @Override
    public List<String> labels() {
        return model.config().labels();
    }

    /** Tokens that the model has positions for. */
    public int maxLength() {
        return model.config().maxPositions();
    }

    @Override
    public float[][] logits(HostBatch batch) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            float[] flat = Tensors.toFloats(model.logits(EncoderInput.of(batch, model.device()), null));
            int classes = flat.length / batch.examples();
            float[][] rows = new float[batch.examples()][classes];
            for (int row = 0; row < rows.length; row++) {
                System.arraycopy(flat, row * classes, rows[row], 0, classes);
            }
            return rows;
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
