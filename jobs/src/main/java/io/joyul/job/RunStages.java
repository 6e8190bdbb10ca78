package io.joyul.job;

import io.joyul.config.FineTuneConfig.Engine;
import io.joyul.config.RunConfig;
import io.joyul.evaluate.ClassificationTally;
import io.joyul.evaluate.PairedComparison;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.report.FromScratch;
import io.joyul.shard.ShardManifests;
import io.joyul.stage.EvaluationStage;
import io.joyul.stage.OutputLock;
import io.joyul.stage.PreprocessStage;
import io.joyul.stage.Progress;
import io.joyul.stage.StageLedger;
import io.joyul.stage.StageLedger.Outcome;
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

    RunStages(RunConfig config, Storage storage, Progress progress) {
        this(config, storage, progress, new ProfileOption());
    }

    RunStages(RunConfig config, Storage storage, Progress progress, ProfileOption profile) {
        this.profile = profile;
        // Executors have working directories of their own, so the paths they get are absolute.
        Workspace workspace = new Workspace(storage.absolute(config.output()));
        this.plan = new RunPlan(config, storage, workspace);
        this.lock = OutputLock.take(storage, workspace);
        this.sessions = new Sessions(config);
        this.progress = progress;
        this.ledger = new StageLedger(storage, workspace, progress);
    }

    RunPlan plan() {
        return plan;
    }

    Outcome<PreprocessResult> preprocess() {
        return ledger.once(plan.preprocess(), PreprocessResult.class, this::preprocessing);
    }

    /** As {@link #preprocess}, for a run that trains next: a cluster too small for it is told before the long work. */
    Outcome<PreprocessResult> preprocessToTrain() {
        return ledger.once(plan.preprocess(), PreprocessResult.class, () -> {
            TrainingStage.requireSlots(sessions.session(), plan.config().training());
            return preprocessing();
        });
    }

    private PreprocessResult preprocessing() {
        return PreprocessStage.run(sessions.session(), plan.config(), plan.workspace(), progress);
    }

    /** Empty when the run file has no pretraining. */
    Optional<Outcome<TrainingResult>> pretrain() {
        return plan.config()
                .pretrain()
                .map(asked -> ledger.once(plan.pretrain(), TrainingResult.class, () -> training(tasks().pretrain())));
    }

    /** Goes on from the pretrained weights where there are some, else from {@code model.checkpoint}. */
    Outcome<TrainingResult> train() {
        return ledger.once(plan.train(), TrainingResult.class, () -> tuning(tasks().train(start())));
    }

    /** Empty when the run file asks for no comparison. */
    Optional<Outcome<TrainingResult>> trainFromScratch() {
        if (!plan.config().train().compareFromScratch()) {
            return Optional.empty();
        }
        return Optional.of(
                ledger.once(plan.trainFromScratch(), TrainingResult.class, () -> training(tasks().trainFromScratch())));
    }

    Outcome<Evaluation> evaluate() {
        return ledger.once(plan.evaluate(), Evaluation.class, this::evaluation);
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
            sessions.close();
        }
    }
}
