package io.joyul.objective;

import io.joyul.batch.HostBatch;
import io.joyul.model.Model;
import io.joyul.tensor.DropoutStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** A model and what it is trained to do. */
public sealed interface Objective extends AutoCloseable permits MaskedLanguageModelling, Classification {
    Model model();

    /**
     * Runs the model on a batch.
     *
     * @param dropout null outside of training
     */
    Outcome forward(HostBatch batch, @Nullable DropoutStream dropout);

    /** Frees the model. */
    @Override
    default void close() {
        model().close();
    }

    /**
     * What a batch gave.
     *
     * @param lossSum scalar, the summed loss over the targets; summed rather than averaged, so that micro-batches and
     *     ranks add up to the same gradient however the global batch is cut
     * @param logits (K, C) at the targets
     * @param targets (K) int64
     */
    record Outcome(Tensor lossSum, Tensor logits, Tensor targets) {
        /** K. */
        public long count() {
            return targets.numel();
        }

        /** How many of the targets have the highest logit. */
        public long correct() {
            return torch.argmax(logits, new org.bytedeco.pytorch.LongOptional(1), false)
                    .eq(targets)
                    .sum()
                    .item_long();
        }
    }
}
