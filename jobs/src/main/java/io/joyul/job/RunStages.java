package io.joyul.job;

import io.joyul.config.FineTuneConfig.Engine;
import io.joyul.config.RunConfig;
import io.joyul.evaluate.ClassificationTally;
import io.joyul.evaluate.PairedComparison;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.report.FromScratch;
import io.joyul.shard.ShardManifests;
import io.joyul.stage.EvaluationStage;
import io.joyul.stage.JobNames;
import io.joyul.stage.OutputLock;
import io.joyul.stage.PreprocessStage;
import io.joyul.stage.Progress;
import io.joyul.stage.StageLedger;
import io.joyul.stage.StageLedger.Outcome;
import io.joyul.stage.StageLedger.Step;
import io.joyul.stage.StepProfiles;
import io.joyul.stage.TrainingEngine;
import io.joyul.stage.TrainingStage;
import io.joyul.stage.TrainingTask;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.train.TrainingResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** The stages of one run file, each done at most once; holds the output folder's lock and Spark until closed. */
final class RunStages implements AutoCloseable {
    private final RunPlan plan;
    private final OutputLock lock;
    private final Sessions sessions;
    private final Progress progress;
    private final StageLedger ledger;
    private final ProfileOption profile;
    private final List<String> traces = new ArrayList<>();
    private final Optional<RunTracking> tracking;

    RunStages(RunConfig config, Progress progress) {
        this(config, progress, new ProfileOption());
    }

    RunStages(RunConfig config, Progress progress, ProfileOption profile) {
        Storage storage = Sessions.storage(config);
        this.profile = profile;
        // Executors have working directories of their own, so the paths they get are absolute.
        Workspace workspace = new Workspace(storage.absolute(config.output()));
        this.plan = new RunPlan(config, storage, workspace);
        this.lock = OutputLock.take(storage, workspace);
        this.sessions = new Sessions(config);
        this.tracking = tracking(progress);
        List<Progress> listeners = new ArrayList<>(List.of(progress, new LogProgress()));
        tracking.ifPresent(listeners::add);
        this.progress = Progress.all(listeners);
        this.ledger = new StageLedger(storage, workspace, this.progress);
    }

    private Optional<RunTracking> tracking(Progress terminal) {
        try {
            return RunTracking.begin(plan, terminal::note);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    RunPlan plan() {
        return plan;
    }

    Outcome<PreprocessResult> preprocess() {
        return ledger.once(plan.preprocess(), PreprocessResult.class, named(RunPlan.PREPROCESS, this::preprocessing));
    }

    /** As {@link #preprocess}, for a run that trains next: a cluster too small for it is told before the long work. */
    Outcome<PreprocessResult> preprocessToTrain() {
        return ledger.once(plan.preprocess(), PreprocessResult.class, () -> {
            TrainingStage.requireSlots(sessions.session(), plan.config().training());
            return named(RunPlan.PREPROCESS, this::preprocessing).get();
        });
    }

    /** The same work, with its name on all that Spark shows of it. */
    private <R> Supplier<R> named(String stage, Supplier<R> work) {
        return () -> JobNames.during(sessions.session(), plan.config().name(), stage, work);
    }

    private PreprocessResult preprocessing() {
        return PreprocessStage.run(sessions.session(), plan.config(), plan.workspace(), progress);
    }

    /** Empty when the run file has no pretraining. */
    Optional<Outcome<TrainingResult>> pretrain() {
        return plan.config().pretrain().map(asked -> trained(plan.pretrain(), () -> training(tasks().pretrain())));
    }

    /** Goes on from the pretrained weights where there are some, else from {@code model.checkpoint}. */
    Outcome<TrainingResult> train() {
        return trained(plan.train(), () -> tuning(tasks().train(start())));
    }

    /** Empty when the run file asks for no comparison. */
    Optional<Outcome<TrainingResult>> trainFromScratch() {
        if (!plan.config().train().compareFromScratch()) {
            return Optional.empty();
        }
        return Optional.of(trained(plan.trainFromScratch(), () -> training(tasks().trainFromScratch())));
    }

    private Outcome<TrainingResult> trained(Step step, Supplier<TrainingResult> work) {
        Outcome<TrainingResult> outcome = ledger.once(step, TrainingResult.class, named(step.name(), work));
        tracking.ifPresent(told -> told.trained(step.name(), outcome.result()));
        return outcome;
    }

    Outcome<Evaluation> evaluate() {
        Outcome<Evaluation> outcome =
                ledger.once(plan.evaluate(), Evaluation.class, named(RunPlan.EVALUATE, this::evaluation));
        tracking.ifPresent(told -> told.evaluated(outcome.result()));
        return outcome;
    }

    /** The report is written. */
    void reported() {
        tracking.ifPresent(RunTracking::reported);
    }

    /** All that was asked for is done; whoever closes the stages without saying so has failed. */
    void succeed() {
        tracking.ifPresent(RunTracking::succeed);
    }

    /** The recorded outcomes of all stages, for a command that comes after them. */
    RunOutcome recorded() {
        return new RunOutcome(
                ledger.recorded(plan.preprocess(), PreprocessResult.class),
                plan.config().pretrain().map(asked -> ledger.recorded(plan.pretrain(), TrainingResult.class)),
                ledger.recorded(plan.train(), TrainingResult.class),
                plan.config().train().compareFromScratch()
                        ? Optional.of(ledger.recorded(plan.trainFromScratch(), TrainingResult.class))
                        : Optional.empty(),
                ledger.recorded(plan.evaluate(), Evaluation.class));
    }

    /** For a command that does a later stage alone. */
    void requirePreprocessed() {
        ledger.recorded(plan.preprocess(), PreprocessResult.class);
    }

    private String start() {
        if (plan.config().pretrain().isPresent()) {
            return ledger.recorded(plan.pretrain(), TrainingResult.class)
                    .result()
                    .checkpoint();
        }
        return plan.config().model().checkpoint().orElse(TrainingTask.SCRATCH);
    }

    private TrainingResult tuning(TrainingTask task) {
        Engine engine = plan.config().train().engine();
        return switch (engine) {
            case LIBTORCH -> training(task);
            case DLLIB -> TrainingEngine.find(engine.label()).train(sessions.session(), task, progress);
        };
    }

    private TrainingResult training(TrainingTask task) {
        TrainingResult result = TrainingStage.run(sessions.session(), task, progress);
        String trace = Storage.child(plan.workspace().profile(task.stage()), StepProfiles.TRACE);
        if (profile.isAsked() && plan.storage().exists(trace)) {
            traces.add(trace);
        }
        return result;
    }

    /** Where the profiles lie that were asked for. */
    void printProfiles(PrintWriter out) {
        if (profile.isAsked() && traces.isEmpty()) {
            out.println("profile     none, for no stage was trained now; --set output=FOLDER trains anew elsewhere");
        }
        traces.forEach(trace -> out.println("profile     " + Reports.shown(trace)));
    }

    private Evaluation evaluation() {
        List<String> labels = ShardManifests.load(
                        plan.storage(), plan.workspace().labelledShards())
                .labelNames();
        TrainingResult tuned =
                ledger.recorded(plan.train(), TrainingResult.class).result();
        ClassificationTally ours = tally(RunPlan.EVALUATE, tuned);
        if (!plan.config().train().compareFromScratch()) {
            return new Evaluation(plan.heldOutSplit(), ours.result(labels), null);
        }
        TrainingResult scratch =
                ledger.recorded(plan.trainFromScratch(), TrainingResult.class).result();
        ClassificationTally theirs = tally("evaluate-scratch", scratch);
        FromScratch comparison = new FromScratch(theirs.result(labels), PairedComparison.of(ours, theirs));
        return new Evaluation(plan.heldOutSplit(), ours.result(labels), comparison);
    }

    private ClassificationTally tally(String name, TrainingResult trained) {
        return EvaluationStage.run(
                sessions.session(),
                EvaluationStage.Task.of(
                        name,
                        hadoop(),
                        trained.checkpoint(),
                        plan.workspace().labelledShards(),
                        plan.heldOutSplit(),
                        plan.config().seed(),
                        plan.config().evaluate()),
                progress);
    }

    private TrainingTasks tasks() {
        PreprocessResult prepared =
                ledger.recorded(plan.preprocess(), PreprocessResult.class).result();
        return new TrainingTasks(plan, hadoop(), prepared.classExamples(), profile);
    }

    private Map<String, String> hadoop() {
        SparkSession session = sessions.session();
        return Storage.properties(session.sparkContext().hadoopConfiguration());
    }

    @Override
    public void close() {
        try (lock) {
            try {
                sessions.close();
            } finally {
                tracking.ifPresent(RunTracking::close);
            }
        }
    }
}
