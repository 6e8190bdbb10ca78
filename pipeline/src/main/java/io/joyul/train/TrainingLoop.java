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
import io.joyul.train.StepProfile.Phase;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * Data-parallel training, seen from one rank. {@link #step} is the page to read first.
 *
 * <p>Losses are summed, not averaged: each rank adds up the gradient of its targets' summed loss, the all-reduce adds up
 * the ranks, and only then is it divided by the number of targets in the global batch. So the step is the same however
 * the global batch is cut into micro-batches and ranks.
 */
public final class TrainingLoop {
    private final Objective objective;
    private final AdamW optimizer;
    private final Collective collective;
    private final TrainingPlan plan;
    private final StepProfile profile;
    private final List<TrainingListener> everywhere;
    private final List<TrainingListener> listeners;
    private final ParameterStore parameters;
    private final LossCurve curve;
    private final List<TrainingHistory.Epoch> epochs;
    private final List<TrainingHistory.LeftOut> leftOut;
    private final List<TrainingHistory.Epoch> probes;
    private final LossWindow window = new LossWindow();

    private int globalStep;
    private int epoch;
    private int stepInEpoch;

    /**
     * @param start where to go on from; its model and optimizer are the ones that are trained
     * @param listeners told of this rank's part
     */
    public TrainingLoop(
            Objective objective,
            Collective collective,
            TrainingPlan plan,
            TrainState start,
            List<TrainingListener> listeners) {
        this(objective, collective, plan, start, listeners, StepProfile.off());
    }

    /**
     * @param profile times the parts of its step
     */
    public TrainingLoop(
            Objective objective,
            Collective collective,
            TrainingPlan plan,
            TrainState start,
            List<TrainingListener> listeners,
            StepProfile profile) {
        this.objective = objective;
        this.optimizer = start.optimizer();
        this.collective = profile.watch(collective);
        this.plan = plan;
        this.profile = profile;
        this.everywhere = List.copyOf(listeners);
        this.listeners = collective.world().isLeader() ? everywhere : List.of();
        this.parameters = objective.model().parameters();
        this.curve = new LossCurve(start.history().points());
        this.epochs = new ArrayList<>(start.history().epochs());
        this.leftOut = new ArrayList<>(start.history().leftOut());
        this.probes = new ArrayList<>(start.history().probes());
        this.globalStep = start.globalStep();
        this.epoch = start.epoch();
        this.stepInEpoch = start.stepInEpoch();
    }

    /**
     * Trains to the end of the plan, or until the dev split has not seen it get better for as long as the plan allows.
     *
     * @param batches of the training
     * @param heldOut this rank's share of the dev split, called anew at the end of each epoch; may give none
     * @throws JoyulException {@code LOSS_NOT_FINITE} when the loss is no number any more
     */
    public TrainState run(BatchSource batches, Supplier<Iterator<HostBatch>> heldOut) {
        BatchSource source = profile.watch(batches);
        int totalSteps = Math.multiplyExact(plan.epochs(), source.stepsPerEpoch());
        if (globalStep == 0) {
            optimizer.average().ifPresent(WeightAverage::begin);
        }
        try (GradientSum gradientSum = GradientSum.of(parameters, collective, plan.engine())) {
            while (epoch < plan.epochs() && !isOver()) {
                Iterator<StepBatches> steps = source.epoch(epoch, stepInEpoch);
                window.restartClock();
                while (window.waitFor(steps::hasNext)) {
                    step(gradientSum, steps.next());
                    boolean epochEnds = stepInEpoch == source.stepsPerEpoch();
                    boolean probed = epochEnds || plan.probes().contains(globalStep);
                    boolean due = probed || (plan.checkpointEvery() > 0 && globalStep % plan.checkpointEvery() == 0);
                    publish(totalSteps, due);
                    if (probed) {
                        optimizer.average().ifPresent(WeightAverage::swap);
                        watch(heldOut.get(), epochEnds ? epochs : probes);
                        optimizer.average().ifPresent(WeightAverage::swap);
                    }
                    if (epochEnds) {
                        epoch++;
                        stepInEpoch = 0;
                    }
                    if (due) {
                        optimizer.beginCheckpoint(collective);
                        optimizer.average().ifPresent(WeightAverage::swap);
                        listeners.forEach(listener -> listener.onCheckpoint(state()));
                        optimizer.average().ifPresent(WeightAverage::swap);
                        optimizer.endCheckpoint();
                        window.restartClock();
                    }
                }
            }
        }
        return state();
    }

    private boolean isOver() {
        return plan.stopping()
                .isOver(epochs.stream()
                        .filter(done -> done.globalStep() >= plan.from())
                        .toList());
    }

    /** One optimizer step: batch, forward, loss, backward, all-reduce, clip, update. */
    private void step(GradientSum gradientSum, StepBatches batches) {
        parameters.zeroGradients();
        int step = globalStep + 1;
        double learningRate = plan.learningRate().at(globalStep, epochs)
                * plan.engine().nonFinite().rateFactor(step, leftOut);
        StepTally mine = step % plan.logEvery() == 0 ? StepTally.sampled() : StepTally.plain();
        StepTally sums = gradientSum.sum(batches.microBatches(), this::backward, mine);
        double targets = Math.max(1, sums.targets());
        double sumNorm = profile.time(Phase.OPTIMIZER, StepProfile.NO_SLOT, this::norm);
        double norm = sumNorm / targets; // of the mean over the global batch's targets
        if (Double.isFinite(norm) && Double.isFinite(sums.loss())) {
            profile.run(
                    Phase.OPTIMIZER,
                    StepProfile.NO_SLOT,
                    () -> update(step, learningRate, targets * Gradients.excess(norm, plan.clipNorm())));
            window.add(sums, norm, learningRate);
        } else {
            leaveOut(batches, sums, norm, learningRate);
        }
        globalStep = step;
        stepInEpoch++;
        profile.endStep();
    }

    /** From the summed gradients (N) to new weights; what they are divided by makes them a mean, and clips it. */
    private void update(int step, double learningRate, double divisor) {
        optimizer.step(step, learningRate, divisor);
        optimizer.exchangeParameters(collective);
        optimizer.average().ifPresent(average -> average.update(step));
    }

    private void backward(MicroBatch micro, StepTally tally) {
        try (TensorScope scope = TensorScope.open()) {
            DropoutStream dropout = DropoutStream.of(plan.seed(), globalStep, micro.slot());
            // The loss is the sum over K targets; the backward adds into the flat gradients (N).
            Outcome outcome =
                    profile.time(Phase.FORWARD, micro.slot(), () -> objective.forward(micro.batch(), dropout));
            profile.run(Phase.BACKWARD, micro.slot(), () -> objective.model().backward(outcome.lossSum()));
            tally.add(outcome, micro.batch());
        }
    }

    private double norm() {
        try (TensorScope scope = TensorScope.open()) {
            return Gradients.norm(parameters.flatGradients());
        }
    }

    /** All ranks see the same sums, so all decide alike; each tells of its own rows. */
    private void leaveOut(StepBatches batches, StepTally sums, double norm, double learningRate) {
        int step = globalStep + 1;
        boolean goesOn = plan.engine().nonFinite().leavesOut(step, leftOut);
        double loss = sums.loss() / Math.max(1, sums.targets());
        String reason = "the loss is " + loss + " and the gradient's norm " + norm + " in step " + step;
        List<NonFiniteStep.Slot> slots = new ArrayList<>();
        for (int i = 0; i < batches.microBatches().size(); i++) {
            MicroBatch micro = batches.microBatches().get(i);
            slots.add(new NonFiniteStep.Slot(
                    micro.slot(),
                    Double.toString(sums.losses().get(i)),
                    micro.batch().exampleIds()));
        }
        NonFiniteStep told = new NonFiniteStep(
                step,
                epoch,
                stepInEpoch,
                collective.world().rank(),
                Double.toString(loss),
                Double.toString(norm),
                goesOn ? "left out" : "the run stops",
                slots);
        everywhere.forEach(listener -> listener.onNonFinite(told));
        if (!goesOn) {
            // The first rank to fail takes the others down: none may, before all have told of their rows.
            collective.allReduceSum(parameters.tally());
            throw new JoyulException(
                    ErrorCode.LOSS_NOT_FINITE,
                    reason + (leftOut.isEmpty() ? "" : ", after " + leftOut.size() + " steps that were left out")
                            + "; lower the learning rate (now " + learningRate + "), look at the rows of this step,"
                            + " which are listed beside the checkpoints, or let training.failures.on-non-finite leave"
                            + " such steps out");
        }
        leftOut.add(new TrainingHistory.LeftOut(step, reason));
    }

    /** A checkpoint ends the window, so a run that goes on from it has the same curve as one that never stopped. */
    private void publish(int totalSteps, boolean checkpointDue) {
        TrainingHistory.Point point = window.point(globalStep);
        if (checkpointDue || globalStep % plan.logEvery() == 0) {
            curve.add(point);
            window.reset();
        }
        listeners.forEach(listener -> listener.onStep(globalStep, totalSteps, point));
    }

    /** Loss and accuracy over the dev split, summed over the ranks. */
    private void watch(Iterator<HostBatch> heldOut, List<TrainingHistory.Epoch> figures) {
        StepTally sums = StepTally.plain();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            while (heldOut.hasNext()) {
                try (TensorScope scope = TensorScope.open()) {
                    HostBatch batch = heldOut.next();
                    Outcome outcome = objective.forward(batch, null);
                    sums.add(outcome, batch);
                    sums.addCorrect(outcome.correct());
                }
            }
            try (TensorScope scope = TensorScope.open()) {
                sums.store(parameters.tally());
                collective.allReduceSum(parameters.tally());
                sums = sums.load(parameters.tally());
            }
        }
        if (sums.targets() > 0) {
            figures.add(new TrainingHistory.Epoch(
                    epoch + 1, globalStep, sums.loss() / sums.targets(), sums.correct() / sums.targets()));
        }
    }

    private TrainState state() {
        return new TrainState(
                globalStep,
                epoch,
                stepInEpoch,
                new TrainingHistory(curve.points(), epochs, leftOut, probes),
                objective.model(),
                optimizer);
    }
}
