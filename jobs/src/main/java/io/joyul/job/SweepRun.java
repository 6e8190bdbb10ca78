package io.joyul.job;

import io.joyul.config.ResolvedRunFile;
import io.joyul.config.RunConfig;
import io.joyul.config.RunFile;
import io.joyul.config.SweepConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.report.Fact;
import io.joyul.report.SweepPage;
import io.joyul.report.SweepReport;
import io.joyul.shard.ShardManifests;
import io.joyul.stage.EvaluationStage;
import io.joyul.stage.JobNames;
import io.joyul.stage.OutputLock;
import io.joyul.stage.Progress;
import io.joyul.stage.SweepFiles;
import io.joyul.stage.SweepStage;
import io.joyul.stage.TrainingTask;
import io.joyul.stage.TrialFolders;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Importance;
import io.joyul.sweep.Journal;
import io.joyul.sweep.Space;
import io.joyul.sweep.SpaceCheck;
import io.joyul.sweep.Spaces;
import io.joyul.sweep.Strategies;
import io.joyul.sweep.Strategy;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Trial.Status;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One sweep from its first trial to its report; holds the output folder's lock, the journal and Spark until closed. */
final class SweepRun implements AutoCloseable {
    private static final String JOURNAL = "journal";
    private static final String REPORT = "report";

    private final SweepConfig sweep;
    private final RunFile run;
    private final RunConfig base;
    private final Storage storage;
    private final Space space;
    private final String root;
    private final OutputLock lock;
    private final Journal journal;
    private final Conductor conductor;
    private final Sessions sessions;
    private final SweepBench bench;
    private final SweepStage stage;
    private final Optional<SweepTracking> tracking;
    private List<Fact> held = List.of();

    private SweepRun(
            SweepConfig sweep,
            RunFile run,
            RunConfig base,
            Storage storage,
            Progress progress,
            Space space,
            List<RunConfig> corners,
            OutputLock lock) {
        this.sweep = sweep;
        this.run = run;
        this.base = base;
        this.storage = storage;
        this.space = space;
        this.root = storage.absolute(sweep.output());
        this.lock = lock;
        Strategy strategy = Strategies.of(sweep.strategy(), space, SweepBench.whole(sweep, base), sweep.seed());
        tellOfWarmUp(strategy, progress);
        this.journal = Journal.open(storage, Storage.child(root, JOURNAL));
        this.conductor = new Conductor(strategy, sweep.metric(), journal, fingerprint(), InstantSource.system());
        this.sessions = new Sessions(withRoom(SweepBench.ranks(corners).getMax()));
        this.tracking = SweepTracking.begin(sweep, base, space, conductor, storage, progress::note);
        List<Progress> listeners = new ArrayList<>(List.of(progress, new LogProgress()));
        tracking.ifPresent(listeners::add);
        Progress told = Progress.all(listeners);
        this.bench = new SweepBench(sweep, run, corners, storage, sessions, told, strategy.budgets());
        this.stage = new SweepStage(
                sessions.session(),
                storage,
                conductor,
                bench,
                told,
                base.training().retries());
    }

    /**
     * Checks the space, takes the output folder and reads the journal of an earlier run.
     *
     * @throws JoyulException {@code CONFIG_INVALID} when the run file does not take a value of the space
     */
    static SweepRun begin(SweepConfig sweep, RunFile run, RunConfig base, Storage storage, Progress progress) {
        Space space = Spaces.of(sweep.space());
        List<RunConfig> corners = SpaceCheck.load(run, sweep.set(), space);
        OutputLock lock = OutputLock.take(storage, new Workspace(storage.absolute(sweep.output())));
        try {
            return new SweepRun(sweep, run, base, storage, progress, space, corners, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Trials that are compared before their learning rate has been at its height differ by chance alone. */
    private void tellOfWarmUp(Strategy strategy, Progress progress) {
        int whole = SweepBench.whole(sweep, base);
        int first = strategy.budgets().get(0);
        double warmUp = base.train().warmupRatio() * whole;
        boolean tuned = space.dimensions().stream()
                .anyMatch(dimension -> dimension.key().equals("train.warmup-ratio"));
        if (first < whole && warmUp > first / 2.0 && !tuned) {
            String unit = sweep.strategy().unit().label();
            progress.note(String.format(
                    Locale.ROOT,
                    "trials are first compared after %d of %d %s, and %.1f of these are warm-up, which tells little of a"
                            + " learning rate: lower train.warmup-ratio (%s), or raise strategy.%s",
                    first,
                    whole,
                    unit,
                    Math.min(warmUp, first),
                    base.train().warmupRatio(),
                    sweep.strategy().kind().hasRungs() ? "min-budget" : "interval"));
        }
    }

    /** @param mostRanks that a trial may have */
    private RunConfig withRoom(int mostRanks) {
        if (base.spark().master().isPresent()) {
            return base;
        }
        int slots = localSlots(sweep.parallel(), mostRanks, Runtime.getRuntime().availableProcessors());
        List<String> settings = new ArrayList<>(sweep.set());
        settings.add("spark.master=local[" + slots + "]");
        return run.with(settings);
    }

    /**
     * A local master has room for the trials that are to run at once, or a slot for each core where that is left to it, and
     * for the largest trial in any case.
     */
    static int localSlots(int parallel, int mostRanks, int cores) {
        return parallel > 0 ? parallel * mostRanks : Math.max(cores, mostRanks);
    }

    /** Of everything that decides which trials there are and what they come to. */
    private String fingerprint() {
        return new RunPlan(base, storage, new Workspace(root))
                .train()
                .fingerprint()
                .with("space", space.toString())
                .with("strategy", ResolvedRunFile.sectionText(sweep.strategy()))
                .with("metric", sweep.metric().label())
                .with("sweep seed", Long.toString(sweep.seed()))
                .sha256();
    }

    /** @throws JoyulException when all of them failed; their tables are written before */
    void trials() {
        List<Trial> trials = stage.run(sweep.parallel());
        List<Trial> failed =
                trials.stream().filter(trial -> trial.status() == Status.FAILED).toList();
        if (!trials.isEmpty() && failed.size() == trials.size()) {
            String first = failed.get(0).error();
            // An error begins with its code in brackets; whoever reads the exit code wants that one's kind.
            ErrorCode code = ErrorCode.valueOf(first.substring(1, first.indexOf(']')));
            String folder = Storage.child(root, REPORT);
            // What is told of other trials is another run there.
            String tracking = new Workspace(root).tracking();
            String again = conductor.isWorthAnotherTry()
                    ? "The same command tries them once more"
                    : "To try them once more, give another output, or remove "
                            + Reports.shown(Storage.child(root, JOURNAL))
                            + (storage.exists(tracking) ? " and " + Reports.shown(tracking) : "");
            JoyulException failure = new JoyulException(
                    code,
                    "all %d trials failed; why each did is in %s/trials.jsonl. %s. The first: %s"
                            .formatted(failed.size(), Reports.shown(folder), again, first));
            try {
                SweepFiles.write(sessions.session(), storage, folder, trials, conductor.retrainings());
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
    }

    /** As {@link #trials}, but what all trials read is prepared before the clock starts. */
    Spent measure() {
        TrainingTask task = bench.prepare(base);
        long began = System.nanoTime();
        trials();
        double seconds = (System.nanoTime() - began) / 1e9;
        List<Trial> trials = conductor.trials();
        int epochs = trials.stream().mapToInt(Trial::budget).sum();
        return new Spent(
                trials.size(),
                epochs,
                seconds,
                conductor.best().map(Trial::score).orElse(Double.NaN),
                task);
    }

    /**
     * What a sweep took.
     *
     * @param epochs of all trials together
     * @param best score at the highest budget
     * @param task that every trial is a variant of
     */
    record Spent(int trials, int epochs, double seconds, double best, TrainingTask task) {}

    void retrain() {
        if (sweep.retrain().trials() > 0) {
            List<Trial> best = conductor.bestFirst().stream()
                    .limit(sweep.retrain().trials())
                    .toList();
            stage.again(
                    best, sweep.retrain().seeds().stream().map(Long::parseLong).toList(), sweep.parallel());
        }
    }

    /** Removes the checkpoints of all but the best trials. */
    void tidy() {
        Set<Integer> kept = kept();
        for (Trial trial : conductor.trials()) {
            if (!kept.contains(trial.number())) {
                storage.delete(TrialFolders.checkpoints(bench.folder(trial.number())));
            }
        }
    }

    private Set<Integer> kept() {
        return conductor.bestFirst().stream()
                .limit(sweep.keep())
                .map(Trial::number)
                .collect(Collectors.toSet());
    }

    /** Trials that name no checkpoint but one that is there; a sweep that kept fewer before has tidied more. */
    private List<Trial> tidied(List<Trial> trials) {
        Set<Integer> kept = kept();
        return trials.stream()
                .map(trial -> kept.contains(trial.number()) && hasCheckpoint(trial) ? trial : trial.withoutCheckpoint())
                .toList();
    }

    private boolean hasCheckpoint(Trial trial) {
        return !trial.checkpoint().isEmpty() && storage.exists(trial.checkpoint());
    }

    /**
     * Writes the tables and the page, and evaluates the best trial on the rows that are for final figures. After
     * {@link #tidy}, since the tables name the checkpoints that are left.
     */
    void report(String command) {
        String folder = Storage.child(root, REPORT);
        List<Trial> trials = tidied(conductor.trials());
        SweepFiles.write(sessions.session(), storage, folder, trials, conductor.retrainings());
        held = conductor.best().map(this::heldOut).orElse(List.of());
        double seconds = trials.stream().mapToDouble(Trial::endedSeconds).max().orElse(0);
        SweepPage.write(
                storage,
                folder,
                new SweepReport(
                        sweep.name(),
                        command,
                        Instant.now(),
                        seconds,
                        sweep.metric(),
                        sweep.strategy().kind().label(),
                        space.dimensions(),
                        trials,
                        tidied(conductor.bestFirst()),
                        conductor.retrainings(),
                        Importance.of(space, conductor.scores()),
                        conductor.bestOverTime(),
                        held,
                        ResolvedRunFile.sectionText(sweep)));
        if (base.tracking().artifacts()) {
            tracking.ifPresent(told -> told.reported(storage, folder));
        }
        tracking.ifPresent(SweepTracking::succeed);
    }

    private List<Fact> heldOut(Trial best) {
        RunConfig config = bench.config(assignment(best));
        Workspace data = bench.data(config);
        String split = config.input().test().isPresent() ? "test" : "dev";
        EvaluationStage.Task task = EvaluationStage.Task.of(
                RunPlan.EVALUATE,
                Storage.properties(sessions.session().sparkContext().hadoopConfiguration()),
                best.checkpoint(),
                data.labelledShards(),
                split,
                config.seed(),
                config.evaluate());
        ClassificationResult result = JobNames.during(
                        sessions.session(),
                        sweep.name(),
                        RunPlan.EVALUATE,
                        () -> EvaluationStage.run(sessions.session(), task, Progress.silent()))
                .result(ShardManifests.load(storage, data.labelledShards()).labelNames());
        tracking.ifPresent(told -> told.evaluated(result));
        return List.of(
                new Fact("Best trial's checkpoint", best.checkpoint()),
                new Fact(
                        "Its accuracy on " + split,
                        String.format(
                                Locale.ROOT,
                                "%.1f %% (95 %%: %.1f to %.1f)",
                                100 * result.accuracy().estimate(),
                                100 * result.accuracy().low(),
                                100 * result.accuracy().high())));
    }

    private static Assignment assignment(Trial trial) {
        return new Assignment(trial.number(), trial.point(), trial.budget(), trial.parent(), trial.from());
    }

    void printSummary(PrintWriter out) {
        conductor.best().ifPresent(best -> {
            out.println(String.format(
                    Locale.ROOT,
                    "best        %s %.4f, trial %d of %d: %s",
                    sweep.metric().label(),
                    best.score(),
                    best.number(),
                    conductor.trials().size(),
                    best.point().text()));
            held.forEach(fact -> out.println(
                    String.format(Locale.ROOT, "            %s %s", fact.name(), Reports.shown(fact.value()))));
        });
        out.println("report      " + Reports.shown(Storage.child(root, REPORT + "/sweep.html")));
    }

    @Override
    public void close() {
        try (lock) {
            try {
                sessions.close();
            } finally {
                tracking.ifPresent(SweepTracking::close);
                journal.close();
            }
        }
    }
}
