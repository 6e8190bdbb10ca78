package io.joyul.job;

import io.joyul.batch.EpochPlan;
import io.joyul.config.FineTuneConfig.Engine;
import io.joyul.config.RunConfig;
import io.joyul.config.RunFile;
import io.joyul.config.StrategyConfig.Kind;
import io.joyul.config.StrategyConfig.Unit;
import io.joyul.config.SweepConfig;
import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.shard.ShardManifests;
import io.joyul.stage.Fingerprint;
import io.joyul.stage.Guidance;
import io.joyul.stage.JobNames;
import io.joyul.stage.Observation;
import io.joyul.stage.PreprocessStage;
import io.joyul.stage.Progress;
import io.joyul.stage.StageLedger;
import io.joyul.stage.StageLedger.Step;
import io.joyul.stage.TrainingStage;
import io.joyul.stage.TrainingTask;
import io.joyul.stage.TrialBench;
import io.joyul.stage.TrialFolders;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.SpaceCheck;
import io.joyul.train.TrainingResult;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Makes trials out of the run file. Trials that preprocess alike share one folder of shards, and those that also pretrain
 * alike one pretrained model; each is made once, by whichever trial comes first, while the others wait for it.
 */
final class SweepBench implements TrialBench {
    private static final int NAME_LENGTH = 16;
    private static final String TRIAL = "trial-";
    private static final String RETRAINING = "retrain-";

    private final SweepConfig sweep;
    private final RunFile run;
    private final List<RunConfig> corners;
    private final Storage storage;
    private final Sessions sessions;
    private final Progress progress;
    private final List<Integer> budgets;
    private final String root;
    private final AtomicBoolean saidOfSteps = new AtomicBoolean();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final Map<String, PreprocessResult> prepared = new ConcurrentHashMap<>();
    private final Map<String, String> pretrained = new ConcurrentHashMap<>();

    /**
     * @param run the sweep's run file
     * @param corners the run files at the corners of the space
     * @param budgets where trials report
     */
    SweepBench(
            SweepConfig sweep,
            RunFile run,
            List<RunConfig> corners,
            Storage storage,
            Sessions sessions,
            Progress progress,
            List<Integer> budgets) {
        this.sweep = sweep;
        this.run = run;
        this.corners = List.copyOf(corners);
        this.storage = storage;
        this.sessions = sessions;
        this.progress = progress;
        this.budgets = budgets;
        this.root = storage.absolute(sweep.output());
    }

    /** What all trials have in common. */
    static RunConfig base(SweepConfig sweep, RunFile run) {
        RunConfig config = run.with(sweep.set());
        if (!config.input().task().trainable() || config.train().engine() != Engine.LIBTORCH) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    run.path()
                            + ": a sweep tunes classifiers on libtorch: input.task must be one that train takes, and"
                            + " train.engine libtorch");
        }
        return config;
    }

    @Override
    public TrainingConfig training(Assignment assignment) {
        return config(assignment).training();
    }

    @Override
    public int fewestRanks() {
        return ranks(corners).getMin();
    }

    static IntSummaryStatistics ranks(List<RunConfig> corners) {
        return corners.stream().mapToInt(corner -> corner.training().ranks()).summaryStatistics();
    }

    /** The run file of a trial. Its shards and checkpoints lie in the sweep's output folder. */
    RunConfig config(Assignment assignment) {
        List<String> settings = new ArrayList<>(sweep.set());
        settings.addAll(assignment.point().settings());
        settings.add("output=" + folder(assignment.trial()));
        settings.add(SpaceCheck.ALL_RANKS);
        return run.with(settings);
    }

    @Override
    public String folder(int trial) {
        return Storage.child(root, "trials/%04d".formatted(trial));
    }

    @Override
    public TrainingTask task(Assignment assignment) {
        String name = trialName(assignment.trial());
        boolean population = sweep.strategy().kind() == Kind.POPULATION;
        Guidance guidance = new Guidance(
                assignment.trial(), budgets, sweep.strategy().unit(), assignment.from(), population, activations());
        // A lost trial goes back to the queue, and a population copies from any checkpoint.
        TrainingTask task = task(config(assignment));
        int kept = population ? Integer.MAX_VALUE : task.training().keepCheckpoints();
        return task.with(task.training().withRetries(0, kept))
                .placed(
                        name,
                        TrialFolders.checkpoints(folder(assignment.trial())),
                        new Observation(TrialFolders.log(folder(assignment.trial())), "", guidance),
                        task.seed(),
                        task.fingerprint());
    }

    @Override
    public TrainingTask again(Assignment assignment, long seed) {
        String name = retrainingName(assignment.trial(), seed);
        String folder = Storage.child(root, "retrained/" + name);
        TrainingTask task = task(config(assignment));
        return task.placed(
                name,
                TrialFolders.checkpoints(folder),
                new Observation(
                        TrialFolders.log(folder),
                        "",
                        Guidance.upTo(assignment.until(), sweep.strategy().unit(), activations())),
                seed,
                new Fingerprint(task.fingerprint())
                        .with("seed", Long.toString(seed))
                        .with("budget", Integer.toString(assignment.until()))
                        .sha256());
    }

    /** What the stage of a trial is called. */
    static String trialName(int trial) {
        return TRIAL + "%04d".formatted(trial);
    }

    /** What the stage of a trial with another seed is called. */
    static String retrainingName(int trial, long seed) {
        return RETRAINING + "%04d-%d".formatted(trial, seed);
    }

    /** Whether a stage is one of these, and not one that all trials have in common. */
    static boolean isOfATrial(String stage) {
        return stage.startsWith(TRIAL) || stage.startsWith(RETRAINING);
    }

    private String activations() {
        return Storage.child(root, "activations");
    }

    /** Where the shards lie that a trial reads. */
    Workspace data(RunConfig config) {
        String fingerprint = new RunPlan(config, storage, new Workspace(root))
                .preprocess()
                .fingerprint()
                .sha256();
        return new Workspace(Storage.child(root, "data/" + fingerprint.substring(0, NAME_LENGTH)));
    }

    /** Makes what trials read, where their run file is this one; gives the task of a training with it. */
    TrainingTask prepare(RunConfig config) {
        return task(config);
    }

    private TrainingTask task(RunConfig config) {
        Workspace data = data(config);
        RunPlan plan = new RunPlan(config, storage, data);
        PreprocessResult result = once(prepared, data.root(), () -> preprocess(plan));
        requireSteps(config, data);
        TrainingTasks tasks = new TrainingTasks(plan, hadoop(), result.classExamples(), new ProfileOption());
        String start = config.model().checkpoint().orElse(TrainingTask.SCRATCH);
        if (config.pretrain().isPresent()) {
            String fingerprint = plan.pretrain().fingerprint().sha256();
            start = once(pretrained, fingerprint, () -> pretrain(plan, tasks));
        }
        return tasks.train(start);
    }

    /**
     * A trial that is over before its budget is has its last figure at all budgets between, and is promoted for nothing.
     * What no trial could reach is refused before the first one trains; where some can, it is said once.
     */
    private void requireSteps(RunConfig config, Workspace data) {
        if (sweep.strategy().unit() != Unit.STEPS) {
            return;
        }
        long rows = ShardManifests.load(storage, data.labelledShards()).rows("train");
        int stepsPerEpoch = EpochPlan.steps(rows, config.training().globalBatch());
        long steps = (long) config.train().epochs() * stepsPerEpoch;
        int most = sweep.strategy().maxBudget().orElseThrow();
        if (steps >= most) {
            return;
        }
        String mistake = "strategy.max-budget is %d steps, but %d epochs of %d steps are %d steps; lower it, or raise"
                        .formatted(most, config.train().epochs(), stepsPerEpoch, steps)
                + " train.epochs";
        // Said once, it is known; to find out takes a look at all input.
        if (!saidOfSteps.get() && areAlike()) {
            throw new JoyulException(ErrorCode.USAGE, mistake);
        }
        if (saidOfSteps.compareAndSet(false, true)) {
            progress.note(
                    "not all trials are as long as the largest budget, and the short ones keep their last figure: "
                            + mistake);
        }
    }

    /** Whether all trials have as many steps: none of what these come from is tried, by whatever key. */
    private boolean areAlike() {
        return corners.stream()
                        .map(corner -> List.of(
                                corner.train().epochs(), corner.training().globalBatch(), data(corner)))
                        .distinct()
                        .count()
                <= 1;
    }

    private PreprocessResult preprocess(RunPlan plan) {
        StageLedger ledger = new StageLedger(storage, plan.workspace(), progress);
        return ledger.once(
                        plan.preprocess(),
                        PreprocessResult.class,
                        () -> named(
                                RunPlan.PREPROCESS,
                                () -> PreprocessStage.run(
                                        sessions.session(), plan.config(), plan.workspace(), progress)))
                .result();
    }

    private String pretrain(RunPlan plan, TrainingTasks tasks) {
        Fingerprint fingerprint = plan.pretrain().fingerprint();
        String name = "pretrain-" + fingerprint.sha256().substring(0, NAME_LENGTH);
        Workspace place = new Workspace(Storage.child(root, "pretrained"));
        StageLedger ledger = new StageLedger(storage, place, progress);
        Step step = new Step(name, fingerprint, List.of(place.checkpoints(name), place.log(name)));
        return ledger.once(step, TrainingResult.class, () -> {
                    TrainingTask task = tasks.pretrain();
                    TrainingTask placed = task.placed(
                            name,
                            place.checkpoints(name),
                            new Observation(place.log(name)),
                            task.seed(),
                            task.fingerprint());
                    return named(name, () -> TrainingStage.run(sessions.session(), placed, progress));
                })
                .result()
                .checkpoint();
    }

    private <T> T named(String stage, Supplier<T> work) {
        return JobNames.during(sessions.session(), sweep.name(), stage, work);
    }

    /** A map's own computeIfAbsent would keep others waiting whose key only lies nearby. */
    private <T> T once(Map<String, T> known, String key, Supplier<T> work) {
        synchronized (locks.computeIfAbsent(key, absent -> new Object())) {
            T found = known.get(key);
            if (found == null) {
                found = work.get();
                known.put(key, found);
            }
            return found;
        }
    }

    private Map<String, String> hadoop() {
        return Storage.properties(sessions.session().sparkContext().hadoopConfiguration());
    }

    /** The budget of a whole trial. */
    static int whole(SweepConfig sweep, RunConfig base) {
        return sweep.strategy().unit() == Unit.EPOCHS
                ? base.train().epochs()
                : sweep.strategy().maxBudget().orElseThrow();
    }
}
