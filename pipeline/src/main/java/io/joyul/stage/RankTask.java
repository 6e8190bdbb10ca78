package io.joyul.stage;

import io.joyul.batch.BatchSource;
import io.joyul.batch.World;
import io.joyul.checkpoint.BackgroundCheckpoints;
import io.joyul.checkpoint.CheckpointReader;
import io.joyul.checkpoint.CheckpointWriter;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.checkpoint.Retention;
import io.joyul.collective.Collective;
import io.joyul.collective.Collectives;
import io.joyul.collective.Meeting;
import io.joyul.collective.Rendezvous;
import io.joyul.config.TrainingConfig;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.model.Model;
import io.joyul.model.SequenceClassifier;
import io.joyul.objective.Classification;
import io.joyul.objective.MaskedLanguageModelling;
import io.joyul.objective.Objective;
import io.joyul.stage.Heartbeat.Phase;
import io.joyul.storage.Storage;
import io.joyul.tensor.Device;
import io.joyul.tensor.Libtorch;
import io.joyul.train.AdamW;
import io.joyul.train.EngineOptions;
import io.joyul.train.LearningRate;
import io.joyul.train.NonFinitePolicy;
import io.joyul.train.PeakMemory;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingListener;
import io.joyul.train.TrainingLog;
import io.joyul.train.TrainingLoop;
import io.joyul.train.TrainingPlan;
import io.joyul.train.TrainingResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One rank's life: join the group, go on from the checkpoint, train, leave. Knows no Spark; its task gives it a rendezvous. */
final class RankTask {
    private static final int THREADS = 1;
    /** The watchdog, which knows who hangs, is to speak before those who wait for that rank. */
    private static final Duration AFTER_WATCHDOG = Duration.ofSeconds(10);

    private static final String NO_CHECKPOINT = "";

    private final TrainingTask task;
    private final World world;
    private final Attempt attempt;
    private final RankDevice rankDevice;
    private final Heartbeat heartbeat;
    private final RankCounters counters;
    private final Storage storage;

    RankTask(
            TrainingTask task,
            World world,
            Attempt attempt,
            RankDevice rankDevice,
            Heartbeat heartbeat,
            RankCounters counters) {
        this.counters = counters;
        this.task = task;
        this.world = world;
        this.attempt = attempt;
        this.rankDevice = rankDevice;
        this.heartbeat = heartbeat;
        this.storage = Storage.of(task.hadoop());
    }

    /**
     * Trains to the end.
     *
     * @param host under which the other ranks reach this one
     * @param killed whether this rank was told to end
     * @param failing told what ends the training, while this rank is still in its group: before the others fail of it
     */
    TrainingResult run(String host, Rendezvous rendezvous, BooleanSupplier killed, Consumer<Throwable> failing) {
        Libtorch.prepare(THREADS);
        try (Objective objective = objective();
                AdamW optimizer = new AdamW(
                        objective.model().parameters(),
                        AdamW.DEFAULTS
                                .withWeightDecay(task.training().weightDecay())
                                .withAverageDecay(task.training().emaDecay()),
                        task.training().shardOptimizer() ? world : World.single());
                Collective collective = collective(host, rendezvous);
                RankData data = new RankData(storage, task, world)) {
            try {
                if (world.isLeader()) {
                    collective
                            .protection()
                            .ifPresent(covers -> note("what the ranks say to each other is covered by " + covers));
                }
                objective.model().compute(task.training().compute());
                heartbeat.enter(Phase.RESTORING);
                TrainState start = start(objective.model(), optimizer);
                heartbeat.enter(Phase.FITTING);
                int microBatch = new MicroBatchFit(storage, task, world, this::note)
                        .choose(objective, host, rendezvous, heartbeat::move);
                heartbeat.enter(Phase.OPENING);
                BatchSource source = heartbeat.watch(
                        data.open(objective, microBatch, rendezvous, killed, this::tell, heartbeat::move));
                heartbeat.enter(Phase.TRAINING);
                TrainingPlan plan = plan(source);
                TrialGuide guide = new TrialGuide(task, collective, killed, start);
                try (BackgroundCheckpoints checkpoints = checkpoints(start);
                        TrainingLog log = TrainingLogs.of(storage, task, attempt, plan, start.history())) {
                    TrainingLoop loop = new TrainingLoop(
                            objective,
                            collective,
                            plan,
                            start,
                            List.of(
                                    checkpoints,
                                    guide.listener(),
                                    progress(),
                                    log,
                                    new CurveReports(task.stage(), plan, start.history(), counters, this::tell),
                                    nonFinite()),
                            StepProfiles.of(storage, task, world, plan, start));
                    TrainState end =
                            guide.run(() -> loop.run(guide.steer(source), () -> heartbeat.watch(data.heldOut())));
                    // Now, when all ranks are here: the leader may still have a checkpoint to write.
                    List<PeakMemory> memory = peakMemory(collective);
                    Optional<String> last = checkpoints.finish();
                    if (world.isLeader()) {
                        log.finish();
                    }
                    return new TrainingResult(
                            task.chosen(end.history())
                                    .flatMap(best ->
                                            new CheckpointReader(storage).after(task.checkpoints(), best.globalStep()))
                                    .or(() -> last)
                                    .orElse(NO_CHECKPOINT),
                            end.globalStep(),
                            end.history(),
                            microBatch,
                            objective.model().parameters().parameterCount(),
                            objective.model().parameters().trainedCount(),
                            memory);
                }
            } catch (RuntimeException | Error e) {
                failing.accept(e);
                throw e;
            }
        }
    }

    private List<PeakMemory> peakMemory(Collective collective) {
        PeakMemory mine = PeakMemory.here(world.rank());
        List<byte[]> all = collective.gather(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(mine.processBytes())
                .putLong(mine.heapBytes())
                .array());
        return IntStream.range(0, all.size())
                .mapToObj(rank -> {
                    ByteBuffer figures = ByteBuffer.wrap(all.get(rank));
                    return new PeakMemory(rank, figures.getLong(), figures.getLong());
                })
                .toList();
    }

    private Objective objective() {
        Device device = rankDevice.device();
        return switch (task.kind()) {
            case MASKED, MASKABLE -> new MaskedLanguageModelling(new MaskedLanguageModel(task.shape(), device));
            case LABELLED ->
                new Classification(
                        new SequenceClassifier(
                                task.shape(),
                                task.adaptation().frozen(task.shape().layers()),
                                device),
                        task.classWeights(),
                        task.labelSmoothing());
            case PAIR, TAGGED, SPAN, WINDOW, CAUSAL, SEQUENCE_TO_SEQUENCE, REPLACED, SEGMENTS, PREFERENCE, RANKING ->
                throw new IllegalStateException(task.kind() + " examples have no objective");
        };
    }

    private Collective collective(String host, Rendezvous rendezvous) {
        heartbeat.enter(Phase.JOINING);
        String named = task.training().collective().label();
        return Collectives.connect(
                named.equals(Collectives.AUTO) && rankDevice.allOnHosts() ? Collectives.onHosts(world) : named,
                new Meeting(world, host, rendezvous, groupTimeout(), attempt.credentials(), rankDevice.device()));
    }

    private Duration groupTimeout() {
        return Duration.ofSeconds(task.training().failures().watchdogSeconds()).plus(AFTER_WATCHDOG);
    }

    private TrainState start(Model model, AdamW optimizer) {
        if (!attempt.startsAnew()) {
            return new CheckpointReader(storage).restore(attempt.resumeFrom(), model, optimizer, heartbeat::move);
        }
        model.parameters().initialise(task.seed(), task.shape().initializerRange());
        task.start().ifPresent(folder -> ModelFiles.start(storage, folder, model.parameters()));
        return new TrainState(0, 0, 0, TrainingHistory.empty(), model, optimizer);
    }

    private TrainingPlan plan(BatchSource source) {
        TrainingConfig training = task.training();
        int totalSteps = Math.multiplyExact(task.course().epochs(), source.stepsPerEpoch());
        return new TrainingPlan(
                task.seed(),
                task.course().epochs(),
                new LearningRate(task.course().learningRate(), task.course().schedule(), totalSteps),
                task.course().stopping(),
                training.clipNorm(),
                training.logEvery(),
                training.checkpointEvery(),
                task.observation().guidance().firstStep(source.stepsPerEpoch()),
                engine(training),
                task.observation().guidance().probes());
    }

    private static EngineOptions engine(TrainingConfig training) {
        NonFinitePolicy.Action action = switch (training.failures().onNonFinite()) {
            case STOP -> NonFinitePolicy.Action.STOP;
            case SKIP -> NonFinitePolicy.Action.SKIP;
            case BACK_OFF -> NonFinitePolicy.Action.BACK_OFF;
        };
        return new EngineOptions(
                (long) training.bucketMegabytes() << 20,
                training.deterministic() ? training.slots() : 0,
                new NonFinitePolicy(action, training.failures().mostLeftOut()));
    }

    private BackgroundCheckpoints checkpoints(TrainState start) {
        CheckpointWriter writer = new CheckpointWriter(
                storage,
                task.checkpoints(),
                new CheckpointWriter.Identity(
                        task.fingerprint(), task.seed(), storage.read(task.tokenizer()), task.runFile()),
                attempt.generation(),
                new Retention(
                        task.training().keepCheckpoints(),
                        task.training().keepBest(),
                        task.course().stopping().metric()),
                heartbeat::move);
        BackgroundCheckpoints checkpoints = new BackgroundCheckpoints(
                writer,
                attempt.startsAnew() ? Optional.empty() : Optional.of(attempt.resumeFrom()),
                path -> ProgressPlugin.send(new RankMessage.Committed(
                        task.stage(), attempt.generation().number(), path)));
        if (world.isLeader()) {
            writer.goOnAfter(start.globalStep());
            checkpoints.prepare(start.model().parameters());
        }
        return checkpoints;
    }

    private TrainingListener progress() {
        return new TrainingListener() {
            private long last;

            @Override
            public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {
                long now = System.nanoTime();
                if (now - last >= Duration.ofMillis(500).toNanos() || globalStep == totalSteps) {
                    last = now;
                    report(
                            (double) globalStep / totalSteps,
                            "step %d/%d  loss %.4f  %,.0f tokens/s"
                                    .formatted(
                                            globalStep,
                                            totalSteps,
                                            latest.loss(),
                                            latest.tokens() / Math.max(1e-9, latest.seconds())));
                }
            }

            @Override
            public void onCheckpoint(TrainState state) {}
        };
    }

    private TrainingListener nonFinite() {
        return new NonFiniteFiles(storage, task.checkpoints(), this::note);
    }

    private void note(String line) {
        tell(new RankMessage.Note(task.stage(), task.stage() + ": " + line));
    }

    private void report(double done, String detail) {
        tell(new RankMessage.Progressed(task.stage(), done, detail));
    }

    /** What a rank has to tell is a sign that it gets on, too. */
    private void tell(RankMessage message) {
        heartbeat.move();
        ProgressPlugin.send(message);
    }
}
