package io.joyul.train;

import io.joyul.batch.HostBatch;
import io.joyul.objective.Objective;
import io.joyul.objective.Objective.Outcome;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.TensorScope;

/** One optimizer step of one rank over one batch and nothing around it, for those who check a machine. */
public final class BareStep {
    private BareStep() {}

    /**
     * Forward, backward, mean, update.
     *
     * @param globalStep this step's number, counted from 1
     * @return the mean loss over the batch's targets, before the update
     */
    public static double run(
            Objective objective, AdamW optimizer, HostBatch batch, int globalStep, double learningRate) {
        objective.model().parameters().zeroGradients();
        double loss;
        try (TensorScope scope = TensorScope.open()) {
            Outcome outcome = objective.forward(batch, DropoutStream.of(1, globalStep, 0));
            objective.model().backward(outcome.lossSum());
            loss = outcome.lossSum().item_double() / outcome.count();
            optimizer.step(globalStep, learningRate, outcome.count());
        }
        return loss;
    }
}
