package io.joyul.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
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

/** Measures, and prints one JSON line. */
@Command(
        name = "benchmark",
        description = "Measures speed on this machine and prints one JSON line.",
        subcommands = {
            Benchmark.Train.class,
            BenchmarkShards.class,
            BenchmarkTokenize.class,
            BenchmarkTokenizerTraining.class
        })
public final class Benchmark implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new Benchmark(), arguments));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    static double median(List<Double> rates) {
        List<Double> sorted = rates.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * Non-pad tokens a second of masked-language-model steps in fp32, with one rank and with two of one thread each, in
     * turn, so that a machine whose speed drifts does not favour either. The micro-batch of a rank is the same in both.
     */
    @Command(
            name = "train",
            description = "Non-pad tokens a second of training steps with one rank and with two, fp32.")
    static final class Train implements Callable<Integer> {
        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "The run file to measure (default: ${DEFAULT-VALUE}).")
        private String file = "conf/benchmark-train.yaml";

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "Wins over the run file, such as --set model.layers=2. May be repeated.")
        private List<String> settings = List.of();

        @Option(
                names = "--repeats",
                paramLabel = "N",
                description = "Runs of each; the median counts (default: ${DEFAULT-VALUE}).")
        private int repeats = 3;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        /** The first points of a curve are the JVM's and the caches' warm-up. */
        private static final double WARM_UP = 0.2;

        @Override
        public Integer call() {
            Storage storage = Sessions.storage();
            RunConfig config = RunConfigLoader.load(storage, file, settings);
            RunPlan plan = new RunPlan(config, storage, new Workspace(storage.absolute(config.output())));
            Progress progress = new TerminalProgress(Terminal.of(System.getenv(), System.err), InstantSource.system());
            List<Double> one = new ArrayList<>();
            List<Double> two = new ArrayList<>();
            long parameters = 0;
            try (Sessions sessions = new Sessions(config)) {
                SparkSession spark = sessions.session();
                List<Long> classExamples = PreprocessStage.run(spark, config, plan.workspace(), progress)
                        .classExamples();
                TrainingTask task = new TrainingTasks(
                                plan,
                                Storage.properties(spark.sparkContext().hadoopConfiguration()),
                                classExamples,
                                new ProfileOption())
                        .pretrain();
                for (int repeat = 0; repeat < repeats; repeat++) {
                    one.add(tokensPerSecond(measure(spark, task, 1, repeat, storage, progress)));
                    TrainingResult result = measure(spark, task, 2, repeat, storage, progress);
                    two.add(tokensPerSecond(result));
                    parameters = result.parameters();
                }
            }
            spec.commandLine().getOut().println(json(config, parameters, one, two));
            return 0;
        }

        private static TrainingResult measure(
                SparkSession spark, TrainingTask task, int ranks, int repeat, Storage storage, Progress progress) {
            // A name of its own, else the second run would find the first one's checkpoint and have nothing to do.
            String stage = "benchmark-" + ranks + "-ranks-" + repeat;
            String checkpoints = Storage.child(task.checkpoints(), stage);
            storage.delete(checkpoints);
            TrainingResult result = TrainingStage.run(spark, task.variant(stage, checkpoints, ranks), progress);
            storage.delete(checkpoints);
            return result;
        }

        private static double tokensPerSecond(TrainingResult result) {
            List<TrainingHistory.Point> points = result.history().points();
            List<TrainingHistory.Point> warm = points.subList((int) Math.ceil(points.size() * WARM_UP), points.size());
            return new TrainingHistory(warm, List.of()).tokensPerSecond();
        }

        private static String json(RunConfig config, long parameters, List<Double> one, List<Double> two) {
            ObjectNode line = new ObjectMapper().createObjectNode();
            line.put("benchmark", "train");
            line.put("dtype", "fp32");
            line.put("layers", config.model().layers());
            line.put("hiddenSize", config.model().hiddenSize());
            line.put("parameters", parameters);
            line.put("microBatch", config.training().microBatch());
            line.put("threadsPerRank", 1);
            line.put("cores", Runtime.getRuntime().availableProcessors());
            figures(line.putObject("oneRank"), one);
            figures(line.putObject("twoRanks"), two);
            line.put("twoOverOne", Math.round(1000 * median(two) / median(one)) / 1000.0);
            return line.toString();
        }

        private static void figures(ObjectNode target, List<Double> rates) {
            target.put("tokensPerSecond", Math.round(median(rates)));
            target.put(
                    "least",
                    Math.round(rates.stream().mapToDouble(rate -> rate).min().orElseThrow()));
            target.put(
                    "most",
                    Math.round(rates.stream().mapToDouble(rate -> rate).max().orElseThrow()));
            target.put("runs", rates.size());
        }
    }
}
