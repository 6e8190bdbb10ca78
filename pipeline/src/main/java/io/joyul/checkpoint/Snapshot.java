package io.joyul.checkpoint;

import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterStore;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A training state copied into host memory, so that it can be written while the training goes on. Its buffers serve again. */
final class Snapshot implements AutoCloseable {
    private final ParameterStore parameters;
    private final Set<String> trained;
    private final Tensor values;
    private final Tensor firstMoment;
    private final Tensor secondMoment;
    private @Nullable Tensor raw;

    private Place place = new Place(0, 0, 0, TrainingHistory.empty());
    private byte[] modelConfig = new byte[0];
    private int maxPositions;

    /** How far the run is. */
    record Place(int globalStep, int epoch, int stepInEpoch, TrainingHistory history) {}

    /** Room for the state of a model with these parameters. */
    Snapshot(ParameterStore parameters) {
        this.parameters = parameters;
        this.trained =
                parameters.trainedSpecs().stream().map(ParameterSpec::name).collect(Collectors.toSet());
        this.values = touched(parameters.elements());
        this.firstMoment = touched(parameters.elements());
        this.secondMoment = touched(parameters.elements());
    }

    /** Memory that the system has really given, and not only promised. */
    private static Tensor touched(long elements) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor memory = Tensors.zeros(elements);
            memory.fill_(Tensors.scalar(1));
            return scope.keep(memory);
        }
    }

    /** Copies the state, from whatever device it is on. */
    void take(TrainState state) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            values.copy_(parameters.flatValues());
            state.optimizer().copyMoments(firstMoment, secondMoment);
        }
        state.optimizer().average().ifPresent(average -> takeRaw(average.other()));
        place = new Place(state.globalStep(), state.epoch(), state.stepInEpoch(), state.history());
        modelConfig = state.model().config().toJson(state.model().architecture());
        maxPositions = state.model().config().maxPositions();
    }

    /** The weights that training goes on with, where the model has their average now. */
    private void takeRaw(Tensor weights) {
        Tensor room = raw;
        if (room == null) {
            room = touched(parameters.elements());
            raw = room;
        }
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            room.copy_(weights);
        }
    }

    Place place() {
        return place;
    }

    byte[] modelConfig() {
        return modelConfig;
    }

    int maxPositions() {
        return maxPositions;
    }

    ParameterStore parameters() {
        return parameters;
    }

    /** Of a trained parameter the copy; a frozen one is what it was all along. */
    FloatBuffer values(ParameterSpec parameter) {
        return trained.contains(parameter.name())
                ? parameters.stretch(values, parameter.name())
                : parameters.values(parameter.name());
    }

    FloatBuffer firstMoment(String parameter) {
        return parameters.stretch(firstMoment, parameter);
    }

    FloatBuffer secondMoment(String parameter) {
        return parameters.stretch(secondMoment, parameter);
    }

    /** Where the model had an average of its weights, the weights themselves. */
    Optional<FloatBuffer> raw(String parameter) {
        return Optional.ofNullable(raw).map(weights -> parameters.stretch(weights, parameter));
    }

    @Override
    public void close() {
        if (raw != null) {
            raw.close();
        }
        values.close();
        firstMoment.close();
        secondMoment.close();
    }
}
