package io.joyul.objective;

import io.joyul.batch.HostBatches;
import io.joyul.objective.Objective.Outcome;
import io.joyul.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Negative log likelihood of the right class under a softmax, in nats (Good 1952, "Rational Decisions"). */
final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * @param logits (K, C)
     * @param targets (K) int64 in [0, C)
     */
    static Outcome sum(Tensor logits, Tensor targets) {
        return sum(logits, targets, Tensors.none(), 0);
    }

    /**
     * The likelihood of each target times the weight of its class, with targets that are not quite certain.
     *
     * @param weights (C), or none
     * @param smoothing share of each target that goes to all classes alike
     */
    static Outcome sum(Tensor logits, Tensor targets, TensorOptional weights, double smoothing) {
        Tensor loss = torch.cross_entropy_loss(
                logits, targets, weights, torch.Reduction.Sum.value, HostBatches.IGNORED, smoothing);
        return new Outcome(loss, logits, targets);
    }
}
