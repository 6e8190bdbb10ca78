package io.joyul.objective;

import io.joyul.batch.HostBatch;
import io.joyul.model.EncoderInput;
import io.joyul.model.SequenceClassifier;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * One class for each text, by cross-entropy.
 *
 * @param classWeights how much each class counts while training, see {@link ClassWeights}; empty: all alike. The loss on
 *     held-out rows is never weighted.
 */
public record Classification(SequenceClassifier model, float[] classWeights) implements Objective {
    /** All classes count alike. */
    public Classification(SequenceClassifier model) {
        this(model, ClassWeights.none());
    }

    @Override
    public Outcome forward(HostBatch batch, @Nullable DropoutStream dropout) {
        boolean weighted = dropout != null && classWeights.length > 0;
        return CrossEntropy.sum(
                model.logits(EncoderInput.of(batch), dropout),
                Tensors.longs(batch.labels(), batch.labels().length),
                weighted ? Tensors.some(Tensors.floats(classWeights, classWeights.length)) : Tensors.none());
    }
}
