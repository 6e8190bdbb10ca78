package io.joyul.stage;

import io.joyul.batch.BatchSource;
import io.joyul.batch.StepBatches;
import io.joyul.collective.Collective;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Verdict;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingListener;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A rank's side of {@link Guidance}. It stands between the loop and its batches: before a step is begun, every rank knows
 * whether the trial goes on, and a rank that was told to end does not begin it.
 */
final class TrialGuide {
    private final TrainingTask task;
    private final Guidance guidance;
    private final Collective collective;
    private final BooleanSupplier killed;
    private TrainState latest;
    private int decided = -1;

    /**
     * @param killed whether the rank was told to end
     * @param start where the loop goes on from
     */
    TrialGuide(TrainingTask task, Collective collective, BooleanSupplier killed, TrainState start) {
        this.task = task;
        this.guidance = task.observation().guidance();
        this.collective = collective;
        this.killed = killed;
        this.latest = start;
    }

    /** The loop's end, or, where the driver halts the trial, its last checkpoint. */
    TrainState run(Supplier<TrainState> loop) {
        try {
            return loop.get();
        } catch (Halted halted) {
            return latest;
        }
    }

    /** Keeps what the last checkpoint holds. */
    TrainingListener listener() {
        return new TrainingListener() {
            @Override
            public void onStep(int globalStep, int totalSteps, TrainingHistory.Point point) {}

            @Override
            public void onCheckpoint(TrainState state) {
                latest = state;
            }
        };
    }

    /** The same batches, up to where the trial is halted. */
    BatchSource steer(BatchSource source) {
        return new BatchSource() {
            @Override
            public int stepsPerEpoch() {
                return source.stepsPerEpoch();
            }

            @Override
            public Iterator<StepBatches> epoch(int epoch, int firstStep) {
                int first = epoch * source.stepsPerEpoch() + firstStep;
                return steer(source.epoch(epoch, firstStep), first, source.stepsPerEpoch());
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }

    private Iterator<StepBatches> steer(Iterator<StepBatches> steps, int first, int stepsPerEpoch) {
        return new Iterator<>() {
            private int globalStep = first;

            @Override
            public boolean hasNext() {
                decide(globalStep, stepsPerEpoch);
                return steps.hasNext();
            }

            @Override
            public StepBatches next() {
                globalStep++;
                return steps.next();
            }
        };
    }

    private void decide(int globalStep, int stepsPerEpoch) {
        if (killed.getAsBoolean()) {
            throw new IllegalStateException("the rank was told to end");
        }
        int budget = guidance.budget(globalStep, stepsPerEpoch);
        if (budget == 0 || globalStep == decided) {
            return;
        }
        if (!guidance.isTrial()) {
            throw new Halted();
        }
        decided = globalStep;
        byte[] mine = new byte[1];
        if (collective.world().isLeader()) {
            mine[0] = (byte) ask(budget, globalStep, stepsPerEpoch).ordinal();
        }
        byte verdict = collective.gather(mine).get(0)[0];
        if (verdict != Verdict.GO_ON.ordinal()) {
            throw new Halted();
        }
    }

    private Verdict ask(int budget, int globalStep, int stepsPerEpoch) {
        TrainingHistory history = latest.history();
        Optional<TrainingHistory.Epoch> seen = Stream.of(history.epochs(), history.probes())
                .flatMap(List::stream)
                .filter(epoch -> epoch.globalStep() == globalStep)
                .findFirst();
        // Whether it ends here or later, it is compared by the weights that others would get of it.
        Optional<TrainingHistory.Epoch> figure = task.chosen(history)
                .filter(best -> guidance.isOfDelivered(budget))
                .or(() -> seen);
        double epochs = (double) globalStep / stepsPerEpoch;
        return ProgressPlugin.ask(new TrialQuestion(
                guidance.trial(), budget, measure(globalStep, epochs, figure), measure(globalStep, epochs, seen)));
    }

    private static Measure measure(int globalStep, double epochs, Optional<TrainingHistory.Epoch> figure) {
        return new Measure(
                globalStep,
                epochs,
                figure.map(TrainingHistory.Epoch::devLoss).orElse(Double.NaN),
                figure.map(TrainingHistory.Epoch::accuracy).orElse(Double.NaN));
    }

    /** Leaves the loop. */
    private static final class Halted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Halted() {
            super("halted", null, false, false);
        }
    }
}
