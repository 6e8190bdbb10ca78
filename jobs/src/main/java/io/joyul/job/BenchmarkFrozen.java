package io.joyul.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.shard.ShardManifests;
import io.joyul.stage.PreprocessStage;
import io.joyul.stage.Progress;
import io.joyul.stage.TrainingStage;
import io.joyul.stage.TrainingTask;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Rows a second of an epoch that trains the head alone: with the frozen encoder run in it, and with what it makes of the
 * texts read from files. One rank of one thread; the time on the dev split and of checkpoints is left out, that of
 * waiting for rows is not.
 */
@Command(
        name = "frozen",
        description =
                "Rows a second of training the head alone, with and without the frozen encoder's activations kept.")
final class BenchmarkFrozen implements Callable<Integer> {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The run file whose model and rows are taken (default: ${DEFAULT-VALUE}).")
    private String file = "conf/benchmark-train.yaml";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Wins over the run file, such as --set model.layers=2. May be repeated.")
    private List<String> settings = List.of();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of each run; the median of all but the first counts (default: ${DEFAULT-VALUE}).")
    private int epochs = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What a run took. */
    private record Run(List<Double> rowsPerSecond, double seconds, TrainingResult result) {
        double later() {
            return Benchmark.median(rowsPerSecond.subList(1, rowsPerSecond.size()));
        }
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        RunConfig config = config(storage, true);
        RunPlan plan = new RunPlan(config, storage, new Workspace(storage.absolute(config.output())));
        Progress progress = new TerminalProgress(Terminal.of(System.getenv(), System.err), InstantSource.system());
        try (Sessions sessions = new Sessions(config)) {
            SparkSession spark = sessions.session();
            List<Long> classExamples = PreprocessStage.run(spark, config, plan.workspace(), progress)
                    .classExamples();
            Run without = measure(spark, config(storage, false), "benchmark-frozen-run", classExamples, progress);
            Run with = measure(spark, config, "benchmark-frozen-kept", classExamples, progress);
            spec.commandLine().getOut().println(json(config, without, with));
        }
        return 0;
    }

    private RunConfig config(Storage storage, boolean kept) {
        List<String> all = new ArrayList<>(settings);
        all.add("train.adaptation.kind=head-only");
        all.add("train.epochs=" + Math.max(2, epochs));
        if (!kept) {
            all.add("train.adaptation.cache-gigabytes=0");
        }
        return RunConfigLoader.load(storage, file, all);
    }

    private static Run measure(
            SparkSession spark, RunConfig config, String stage, List<Long> classExamples, Progress progress) {
        Storage storage = Sessions.storage();
        Workspace workspace = new Workspace(storage.absolute(config.output()));
        RunPlan plan = new RunPlan(config, storage, workspace);
        // From random weights: what they are does not change the speed.
        TrainingTask task = new TrainingTasks(
                        plan,
                        Storage.properties(spark.sparkContext().hadoopConfiguration()),
                        classExamples,
                        new ProfileOption())
                .train(TrainingTask.SCRATCH);
        String folder = Storage.child(workspace.root(), stage);
        storage.delete(folder);
        long began = System.nanoTime();
        TrainingResult result =
                TrainingStage.run(spark, task.variant(stage, Storage.child(folder, "checkpoints"), 1), progress);
        double seconds = (System.nanoTime() - began) / 1e9;
        storage.delete(folder);
        long rows = ShardManifests.load(storage, workspace.labelledShards()).rows("train");
        return new Run(rates(result.history(), rows), seconds, result);
    }

    /** Rows a second in each epoch. */
    private static List<Double> rates(TrainingHistory history, long rows) {
        List<Double> rates = new ArrayList<>();
        int from = 0;
        for (TrainingHistory.Epoch epoch : history.epochs()) {
            int first = from;
            double seconds = history.points().stream()
                    .filter(point -> point.globalStep() > first && point.globalStep() <= epoch.globalStep())
                    .mapToDouble(TrainingHistory.Point::seconds)
                    .sum();
            rates.add(rows / seconds);
            from = epoch.globalStep();
        }
        return rates;
    }

    private static String json(RunConfig config, Run without, Run with) {
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("benchmark", "frozen");
        line.put("layers", config.model().layers());
        line.put("hiddenSize", config.model().hiddenSize());
        line.put("parameters", with.result().parameters());
        line.put("trained", with.result().trained());
        figures(line.putObject("encoderInEachEpoch"), without);
        figures(line.putObject("activationsKept"), with);
        line.put("keptOverEach", Math.round(100 * with.later() / without.later()) / 100.0);
        return line.toString();
    }

    private static void figures(ObjectNode target, Run run) {
        target.put("firstEpochRowsPerSecond", Math.round(run.rowsPerSecond().get(0)));
        target.put("laterEpochsRowsPerSecond", Math.round(run.later()));
        target.put("secondsInAll", Math.round(10 * run.seconds()) / 10.0);
        target.put("waitingShare", Math.round(1000 * run.result().history().waitingShare()) / 1000.0);
    }
}
