package io.joyul.stage;

import io.joyul.adapt.Adaptation;
import io.joyul.config.RunConfigLoader;
import io.joyul.config.StrategyConfig.Unit;
import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Dimension;
import io.joyul.sweep.Space;
import io.joyul.sweep.Trial;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.LearningRateSchedule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Trials over {@link TinyShards} that differ in their learning rate, and some in their ranks; a rate above 1 is refused,
 * and so are some seeds.
 */
final class TinyBench implements TrialBench {
    static final Space SPACE = new Space(List.of(new Dimension.LogUniform("rate", 1e-4, 1e-1)));

    /** Each is refused when a trial is to be trained with it once more. */
    final Map<Long, ErrorCode> refused = new ConcurrentHashMap<>();

    /** For so long a trial waits for its slots. */
    int patienceSeconds = 120;

    /** When they end early. */
    EarlyStopping stopping = EarlyStopping.never();

    /** Whether they are members of a population, and keep all checkpoints for their copies. */
    boolean copied;

    /** Lines of the run file's section {@code training}. */
    String microBatch = "micro-batch: 8";

    /** Properties of the file systems. */
    Map<String, String> hadoop = Map.of();

    private final String root;
    private final int epochs;
    private final int ranks;
    private final List<Integer> budgets;
    private final Unit unit;
    private final Adaptation adaptation;

    TinyBench(String root, int epochs, int ranks, List<Integer> budgets, Unit unit) {
        this(root, epochs, ranks, budgets, unit, new Adaptation.Full());
    }

    TinyBench(String root, int epochs, int ranks, List<Integer> budgets, Unit unit, Adaptation adaptation) {
        this.root = root;
        this.epochs = epochs;
        this.ranks = ranks;
        this.budgets = budgets;
        this.unit = unit;
        this.adaptation = adaptation;
    }

    /** Writes what all trials read. */
    TinyBench prepare(Storage storage) {
        TinyShards.labelled(storage, Storage.child(root, "shards"), 200, 60);
        storage.writeAtomically(Storage.child(root, "tokenizer.json"), new byte[] {'{', '}'});
        return this;
    }

    @Override
    public TrainingConfig training(Assignment assignment) {
        return RunConfigLoader.parse(
                        "tiny",
                        """
                        name: n
                        output: o
                        input: {train: a, dev: b, text-column: t, label-column: l}
                        training:
                          ranks: %s
                          %s
                          retries: 0
                          checkpoint-every: 0
                          log-every: 1
                          schedule-timeout-seconds: %d
                        """.formatted(
                                        assignment.point().values().getOrDefault("ranks", Integer.toString(ranks)),
                                        microBatch,
                                        patienceSeconds),
                        List.of())
                .training();
    }

    @Override
    public TrainingTask task(Assignment assignment) {
        String name = "trial-" + assignment.trial();
        return task(
                assignment,
                name,
                folder(assignment.trial()),
                new Guidance(
                        assignment.trial(),
                        budgets,
                        unit,
                        assignment.from(),
                        copied,
                        Storage.child(root, "activations")));
    }

    TrainingTask task(Assignment assignment, String name, String folder, Guidance guidance) {
        double rate = Double.parseDouble(assignment.point().values().get("rate"));
        if (rate > 1) {
            throw new JoyulException(ErrorCode.CONFIG_INVALID, "the rate must be at most 1, but is " + rate);
        }
        TrainingTask tiny = TinyTasks.classifier(
                name,
                Storage.child(root, "shards"),
                Storage.child(root, "tokenizer.json"),
                TrialFolders.checkpoints(folder),
                epochs,
                training(assignment));
        return new TrainingTask(
                name,
                hadoop,
                tiny.shards(),
                tiny.kind(),
                null,
                adaptation,
                tiny.classWeights(),
                0,
                tiny.tokenizer(),
                tiny.checkpoints(),
                new Observation(TrialFolders.log(folder), "", guidance),
                tiny.shape(),
                TrainingTask.SCRATCH,
                tiny.seed(),
                new Course(epochs, rate, new LearningRateSchedule.Linear(0.1), stopping),
                copied ? tiny.training().withRetries(0, Integer.MAX_VALUE) : tiny.training(),
                "rate " + rate,
                "name: test\n");
    }

    @Override
    public TrainingTask again(Assignment assignment, long seed) {
        ErrorCode code = refused.get(seed);
        if (code != null) {
            throw new JoyulException(code, "the seed " + seed + " is refused");
        }
        String name = "again-" + assignment.trial() + "-" + seed;
        TrainingTask task = task(
                assignment,
                name,
                Storage.child(root, name),
                Guidance.upTo(assignment.until(), unit, Storage.child(root, "activations")));
        return task.placed(name, task.checkpoints(), task.observation(), seed, task.fingerprint() + seed);
    }

    @Override
    public int fewestRanks() {
        return ranks;
    }

    @Override
    public String folder(int trial) {
        return Storage.child(root, "trials/" + trial);
    }

    /** The most trials that were under way at one time. */
    static long mostAtOnce(List<Trial> trials) {
        return trials.stream()
                .mapToLong(trial -> trials.stream()
                        .filter(other -> other.begunSeconds() <= trial.begunSeconds()
                                && trial.begunSeconds() < other.endedSeconds())
                        .count())
                .max()
                .orElse(0);
    }
}
