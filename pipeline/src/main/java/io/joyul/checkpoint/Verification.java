package io.joyul.checkpoint;

import io.joyul.batch.HostBatches;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.EncoderInput;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.model.Model;
import io.joyul.model.ParameterSpec;
import io.joyul.model.SequenceClassifier;
import io.joyul.storage.Storage;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import io.joyul.train.AdamW;
import io.joyul.train.Gradients;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Holds a model against a reference file: the inputs, outputs, gradients and a few AdamW steps that another
 * implementation computed from the same weights.
 *
 * <p>The reference is a safetensors file with {@code input.*}, {@code output.logits}, {@code output.loss},
 * {@code grad.NAME} and, per step, {@code curve.loss} and {@code curve.grad_norm}.
 */
public final class Verification {
    /** The reference file beside a checkpoint. */
    public static final String REFERENCE = "golden.safetensors";

    private static final double OUTPUT_LIMIT = 1e-5;
    private static final double GRADIENT_LIMIT = 1e-4;
    private static final double CURVE_LIMIT = 1e-4;
    private static final double LEARNING_RATE = 1e-3;
    private static final double CLIP_NORM = 1.0;

    private final SafetensorsFile reference;
    private final ReferenceBatch batch;
    private final Model model;
    private final List<Check> checks = new ArrayList<>();

    /**
     * One comparison.
     *
     * @param difference the largest found
     * @param limit that it must not exceed
     */
    public record Check(String what, double difference, double limit) {
        public boolean holds() {
            return difference <= limit;
        }
    }

    private Verification(SafetensorsFile reference, Model model) {
        this.reference = reference;
        this.batch = ReferenceBatch.of(reference);
        this.model = model;
    }

    /**
     * Compares the checkpoint in a folder with a reference.
     *
     * @throws JoyulException {@code FILE_CORRUPT} or {@code MODEL_UNSUPPORTED} when either cannot be read
     */
    public static List<Check> run(Storage storage, String folder, String referenceFile) {
        try (SafetensorsFile reference = SafetensorsFile.open(storage, referenceFile);
                Model model = ModelFiles.load(storage, folder)) {
            requireSameTask(reference, referenceFile, model);
            Verification verification = new Verification(reference, model);
            verification.outputs();
            verification.gradients();
            verification.curve();
            return List.copyOf(verification.checks);
        }
    }

    /** Token targets for a language model, one for each row for a classifier; libtorch would not say it as plainly. */
    private static void requireSameTask(SafetensorsFile reference, String referenceFile, Model model) {
        int wanted = model instanceof SequenceClassifier ? 1 : 2;
        int found = reference.entry("input.labels").shape().length;
        if (found != wanted) {
            throw new JoyulException(
                    ErrorCode.USAGE,
                    referenceFile + ": its labels have " + found + " dimension(s), a " + model.architecture() + " has "
                            + wanted + "; name the reference that was made from this model");
        }
    }

    private void outputs() {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            FloatBuffer logits = reference.floats("output.logits");
            FloatBuffer expected = model instanceof MaskedLanguageModel
                    ? batch.ofTokens(logits, model.config().vocabularySize())
                    : logits;
            compare("output.logits", Tensors.toFloats(logits(null)), expected, OUTPUT_LIMIT);
            compare(
                    "output.loss",
                    Tensors.toFloats(meanLoss(logits(null))),
                    reference.floats("output.loss"),
                    OUTPUT_LIMIT);
        }
    }

    private void gradients() {
        model.parameters().zeroGradients();
        try (TensorScope scope = TensorScope.open()) {
            model.backward(meanLoss(logits(DropoutStream.none())));
        }
        double worst = 0;
        String where = "none";
        for (ParameterSpec spec : model.parameters().specs()) {
            FloatBuffer expected = reference.floats("grad." + spec.name());
            FloatBuffer found = model.parameters().stretch(model.parameters().flatGradientsAndTally(), spec.name());
            double difference = relativeDifference(found, expected);
            if (difference > worst) {
                worst = difference;
                where = spec.name();
            }
        }
        checks.add(new Check(
                "gradients of " + model.parameters().specs().size() + " parameters, the worst " + where
                        + " (largest difference over largest value)",
                worst,
                GRADIENT_LIMIT));
    }

    private void curve() {
        double[] losses = reference.doubles("curve.loss");
        double[] norms = reference.doubles("curve.grad_norm");
        double worstLoss = 0;
        double worstNorm = 0;
        try (AdamW optimizer = new AdamW(model.parameters(), AdamW.DEFAULTS)) {
            for (int step = 0; step < losses.length; step++) {
                model.parameters().zeroGradients();
                try (TensorScope scope = TensorScope.open()) {
                    Tensor loss = meanLoss(logits(DropoutStream.none()));
                    model.backward(loss);
                    worstLoss = Math.max(worstLoss, Math.abs(loss.item_double() - losses[step]));
                }
                double norm;
                try (TensorScope scope = TensorScope.open()) {
                    norm = Gradients.norm(model.parameters().flatGradients());
                }
                worstNorm = Math.max(worstNorm, Math.abs(norm - norms[step]) / norms[step]);
                optimizer.step(step + 1, LEARNING_RATE, Gradients.excess(norm, CLIP_NORM));
            }
        }
        checks.add(new Check("loss over " + losses.length + " AdamW steps", worstLoss, CURVE_LIMIT));
        checks.add(new Check("gradient norm over " + norms.length + " AdamW steps", worstNorm, CURVE_LIMIT));
    }

    /**
     * Logits of the texts (E, C), or of their tokens (T, V).
     *
     * @param dropout null outside of training
     */
    private Tensor logits(@Nullable DropoutStream dropout) {
        EncoderInput input = EncoderInput.of(batch.host(), model.device());
        if (model instanceof MaskedLanguageModel masked) {
            int[] all = IntStream.range(0, input.sequences().tokens()).toArray();
            return dropout == null ? masked.logits(input) : masked.logits(input, all, dropout);
        }
        if (model instanceof SequenceClassifier classifier) {
            return classifier.logits(input, dropout);
        }
        throw new JoyulException(
                ErrorCode.MODEL_UNSUPPORTED,
                model.architecture() + " has no head, so there is no loss to compare with a reference");
    }

    private Tensor meanLoss(Tensor logits) {
        int[] targets = batch.host().labels();
        return torch.cross_entropy_loss(
                logits,
                model.device().take(Tensors.longs(targets, targets.length)),
                Tensors.none(),
                torch.Reduction.Mean.value,
                HostBatches.IGNORED,
                0.0);
    }

    private void compare(String what, float[] found, FloatBuffer expected, double limit) {
        double worst = found.length == expected.remaining() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < found.length && worst < Double.POSITIVE_INFINITY; i++) {
            worst = Math.max(worst, Math.abs(found[i] - expected.get(i)));
        }
        checks.add(new Check(what, worst, limit));
    }

    private static double relativeDifference(FloatBuffer found, FloatBuffer expected) {
        double difference = 0;
        double scale = 0;
        for (int i = 0; i < expected.remaining(); i++) {
            difference = Math.max(difference, Math.abs(found.get(i) - expected.get(i)));
            scale = Math.max(scale, Math.abs(expected.get(i)));
        }
        // A gradient that is nothing but rounding (a key's bias) has no scale of its own.
        return difference / Math.max(scale, 1e-3);
    }
}
