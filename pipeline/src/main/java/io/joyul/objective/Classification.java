package io.joyul.objective;

import io.joyul.batch.HostBatch;
import io.joyul.model.EncoderInput;
import io.joyul.model.SequenceClassifier;
import io.joyul.tensor.Device;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * One class for each text, by cross-entropy.
 *
 * @param classWeights how much each class counts while training, see {@link ClassWeights}; empty: all alike. The loss on
 *     held-out rows is neither weighted nor smoothed.
 * @param labelSmoothing share of each target that goes to all classes alike while training (Szegedy et al. 2016,
 *     https://arxiv.org/abs/1512.00567)
 */
public record Classification(SequenceClassifier model, float[] classWeights, double labelSmoothing)
        implements Objective {
    /** All classes count alike, and targets are certain. */
    public Classification(SequenceClassifier model) {
        this(model, ClassWeights.none(), 0);
    }

    @Override
    public Outcome forward(HostBatch batch, @Nullable DropoutStream dropout) {
        boolean training = dropout != null;
        boolean weighted = training && classWeights.length > 0;
        Device device = model.device();
        return CrossEntropy.sum(
                model.logits(EncoderInput.of(batch, device), dropout),
                device.take(Tensors.longs(batch.labels(), batch.labels().length)),
                weighted
                        ? Tensors.some(device.take(Tensors.floats(classWeights, classWeights.length)))
                        : Tensors.none(),
                training ? labelSmoothing : 0);
    }
}
