package io.joyul.train;

import io.joyul.model.ParameterStore;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * An exponential moving average of the trained weights (Polyak and Juditsky 1992; as used by Tarvainen and Valpola 2017,
 * https://arxiv.org/abs/1703.01780): what is evaluated and published in place of the weights themselves, which training
 * goes on with. Early in a run it forgets faster, so that it does not drag the first weights along.
 */
public final class WeightAverage implements AutoCloseable {
    private final ParameterStore parameters;
    private final double decay;
    private final Tensor average;

    WeightAverage(ParameterStore parameters, double decay) {
        this.parameters = parameters;
        this.decay = decay;
        // It outlives a scope that whoever makes it may have open.
        try (TensorScope scope = TensorScope.open()) {
            this.average = scope.keep(Tensors.zeros(parameters.device(), parameters.elements()));
        }
    }

    /** Begins with the weights that the model has. */
    public void begin() {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            average.copy_(parameters.flatValues());
        }
    }

    /**
     * Takes in the weights after a step.
     *
     * @param globalStep its number, counted from 1
     */
    void update(int globalStep) {
        double kept = Math.min(decay, (1.0 + globalStep) / (10.0 + globalStep));
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            average.lerp_(parameters.flatValues(), Tensors.scalar(1 - kept));
        }
    }

    /** Lets the model have the average, and keeps the weights; called again, the other way round. */
    void swap() {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor values = parameters.flatValues().clone();
            parameters.flatValues().copy_(average);
            average.copy_(values);
        }
    }

    /**
     * What the model does not have now, laid out as the trained parameters: the average while it trains, the weights
     * themselves while it is evaluated or written.
     */
    public Tensor other() {
        return average;
    }

    @Override
    public void close() {
        average.close();
    }
}
