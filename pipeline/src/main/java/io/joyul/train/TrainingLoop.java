package io.joyul.train;

import io.joyul.batch.BatchSource;
import io.joyul.batch.HostBatch;
import io.joyul.batch.StepBatches;
import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.collective.Collective;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.ParameterStore;
import io.joyul.objective.Objective;
import io.joyul.objective.Objective.Outcome;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Data-parallel training, seen from one rank. {@link #step} is the page to read first.
 *
 * <p>Losses are summed, not averaged: each rank adds up the gradient of its targets' summed loss, the all-reduce adds up
 * the ranks, and only then is it divided by the number of targets in the global batch. So the step is the same however
 * the global batch is cut into micro-batches and ranks.
 */
public final class TrainingLoop {
    // What the ranks add up beside the gradients, in the tally behind them.
    private static final int LOSS = 0;
    private static final int TARGETS = 1;
    private static final int TOKENS = 2;
    private static final int CORRECT = 3;

    private final Objective objective;
    private final AdamW optimizer;
    private final Collective collective;
    private final TrainingPlan plan;
    private final List<TrainingListener> listeners;
    private final ParameterStore parameters;
    private final List<TrainingHistory.Point> points;
    private final List<TrainingHistory.Epoch> epochs;
    private final Window window = new Window();

    private int globalStep;
    private int epoch;
    private int stepInEpoch;

    /** The steps since the last point of the loss curve. */
    private static final class Window {
        private double loss;
        private double targets;
        private double tokens;
        private double gradientNorm;
        private double learningRate;
        private double waited;
        private long started = System.nanoTime();

        TrainingHistory.Point point(int globalStep) {
            double seconds = (System.nanoTime() - started) / 1e9;
            return new TrainingHistory.Point(
                    globalStep,
                    loss / Math.max(1, targets),
                    learningRate,
                    gradientNorm,
                    (long) tokens,
                    seconds,
                    waited);
        }

        void reset() {
            loss = 0;
            targets = 0;
            tokens = 0;
            waited = 0;
            restartClock();
        }

        /** The time until there is a batch, or the end of the epoch. */
        boolean waitFor(BooleanSupplier batch) {
            long began = System.nanoTime();
            boolean there = batch.getAsBoolean();
            waited += (System.nanoTime() - began) / 1e9;
            return there;
        }

        void restartClock() {
            started = System.nanoTime();
        }
    }

    /**
     * @param start where to go on from; its model and optimizer are the ones that are trained
     * @param listeners heard on the leader only
     */
    public TrainingLoop(
            Objective objective,
            Collective collective,
            TrainingPlan plan,
            TrainState start,
            List<TrainingListener> listeners) {
        this.objective = objective;
        this.optimizer = start.optimizer();
        this.collective = collective;
        this.plan = plan;
        this.listeners = collective.world().isLeader() ? List.copyOf(listeners) : List.of();
        this.parameters = objective.model().parameters();
        this.points = new ArrayList<>(start.history().points());
        this.epochs = new ArrayList<>(start.history().epochs());
        this.globalStep = start.globalStep();
        this.epoch = start.epoch();
        this.stepInEpoch = start.stepInEpoch();
    }

    /**
     * Trains to the end of the plan, or until the dev split has not seen it get better for as long as the plan allows.
     *
     * @param source of the training batches
     * @param heldOut this rank's share of the dev split, called anew at the end of each epoch; may give none
     * @throws JoyulException {@code LOSS_NOT_FINITE} when the loss is no number any more
     */
    public TrainState run(BatchSource source, Supplier<Iterator<HostBatch>> heldOut) {
        int totalSteps = Math.multiplyExact(plan.epochs(), source.stepsPerEpoch());
        while (epoch < plan.epochs() && !plan.stopping().isOver(epochs)) {
            Iterator<StepBatches> steps = source.epoch(epoch, stepInEpoch);
            window.restartClock();
            while (window.waitFor(steps::hasNext)) {
                step(steps.next());
                boolean epochEnds = stepInEpoch == source.stepsPerEpoch();
                boolean due = epochEnds || (plan.checkpointEvery() > 0 && globalStep % plan.checkpointEvery() == 0);
                publish(totalSteps, due);
                if (epochEnds) {
                    watch(heldOut.get());
                    epoch++;
                    stepInEpoch = 0;
                }
                if (due) {
                    listeners.forEach(listener -> listener.onCheckpoint(state()));
                    window.restartClock();
                }
            }
        }
        return state();
    }

    /** One optimizer step: batch, forward, loss, backward, all-reduce, clip, update. */
    private void step(StepBatches batches) {
        parameters.zeroGradients();
        Sums sums = new Sums();
        for (MicroBatch micro : batches.microBatches()) {
            try (TensorScope scope = TensorScope.open()) {
                DropoutStream dropout = DropoutStream.of(plan.seed(), globalStep, micro.slot());
                Outcome outcome = objective.forward(micro.batch(), dropout); // sum over K targets
                objective.model().backward(outcome.lossSum()); // adds into the flat gradients (N)
                sums.add(outcome, micro.batch());
            }
        }
        double learningRate = plan.learningRate().at(globalStep, epochs);
        double norm;
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            sums.store(parameters.tally());
            collective.allReduceSum(parameters.flatGradientsAndTally()); // (N + tally), over all ranks
            sums = Sums.load(parameters.tally());
            Tensor gradients = parameters.flatGradients(); // (N)
            gradients.mul_(new Scalar(1.0 / Math.max(1, sums.targets))); // mean over the global batch's targets
            norm = gradients.norm().item_double();
            if (!Double.isFinite(norm) || !Double.isFinite(sums.loss)) {
                throw new JoyulException(
                        ErrorCode.LOSS_NOT_FINITE,
                        "the loss is " + sums.loss + " and the gradient's norm " + norm + " in step " + (globalStep + 1)
                                + "; lower the learning rate (now " + learningRate + ") or look at the data of this"
                                + " step");
            }
            if (plan.clipNorm() > 0 && norm > plan.clipNorm()) {
                gradients.mul_(new Scalar(plan.clipNorm() / (norm + 1e-6)));
            }
        }
        globalStep++;
        stepInEpoch++;
        optimizer.step(globalStep, learningRate);
        window.loss += sums.loss;
        window.targets += sums.targets;
        window.tokens += sums.tokens;
        window.gradientNorm = norm;
        window.learningRate = learningRate;
    }

    /** What a rank adds up in a step. */
    private static final class Sums {
        private double loss;
        private double targets;
        private double tokens;
        private double correct;

        void add(Outcome outcome, HostBatch batch) {
            loss += outcome.lossSum().item_double();
            targets += outcome.count();
            tokens += batch.tokens();
        }

        /** Counts go over as two floats, so that they stay exact far beyond float32's 2^24. */
        void store(Tensor tally) {
            float[] values = new float[ParameterStore.TALLY];
            double[] sums = {loss, targets, tokens, correct};
            for (int i = 0; i < sums.length; i++) {
                values[2 * i] = (float) sums[i];
                values[2 * i + 1] = (float) (sums[i] - values[2 * i]);
            }
            Tensors.fill(tally, FloatBuffer.wrap(values));
        }

        static Sums load(Tensor tally) {
            float[] values = Tensors.toFloats(tally);
            Sums sums = new Sums();
            sums.loss = sum(values, LOSS);
            sums.targets = sum(values, TARGETS);
            sums.tokens = sum(values, TOKENS);
            sums.correct = sum(values, CORRECT);
            return sums;
        }

        private static double sum(float[] values, int index) {
            return (double) values[2 * index] + values[2 * index + 1];
        }
    }

    /** A checkpoint ends the window, so a run that goes on from it has the same curve as one that never stopped. */
    private void publish(int totalSteps, boolean checkpointDue) {
        TrainingHistory.Point point = window.point(globalStep);
        if (checkpointDue || globalStep % plan.logEvery() == 0) {
            points.add(point);
            window.reset();
        }
        listeners.forEach(listener -> listener.onStep(globalStep, totalSteps, point));
    }

    /** Loss and accuracy over the dev split, summed over the ranks. */
    private void watch(Iterator<HostBatch> heldOut) {
        Sums sums = new Sums();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            while (heldOut.hasNext()) {
                try (TensorScope scope = TensorScope.open()) {
                    HostBatch batch = heldOut.next();
                    Outcome outcome = objective.forward(batch, null);
                    sums.add(outcome, batch);
                    sums.correct += outcome.correct();
                }
            }
            try (TensorScope scope = TensorScope.open()) {
                sums.store(parameters.tally());
                collective.allReduceSum(parameters.tally());
                sums = Sums.load(parameters.tally());
            }
        }
        if (sums.targets > 0) {
            epochs.add(new TrainingHistory.Epoch(
                    epoch + 1, globalStep, sums.loss / sums.targets, sums.correct / sums.targets));
        }
    }

    private TrainState state() {
        return new TrainState(
                globalStep, epoch, stepInEpoch, new TrainingHistory(points, epochs), objective.model(), optimizer);
    }
}
