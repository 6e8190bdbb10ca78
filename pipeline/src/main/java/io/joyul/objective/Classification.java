package io.joyul.objective;

import io.joyul.batch.HostBatch;
import io.joyul.model.EncoderInput;
import io.joyul.model.SequenceClassifier;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/** One class for each text, by cross-entropy. */
public record Classification(SequenceClassifier model) implements Objective {
    @Override
    public Outcome forward(HostBatch batch, @Nullable DropoutStream dropout) {
        return CrossEntropy.sum(
                model.logits(EncoderInput.of(batch), dropout), Tensors.longs(batch.labels(), batch.labels().length));
    }
}
