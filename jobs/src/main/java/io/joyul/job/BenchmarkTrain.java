package io.joyul.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.config.ComputeConfig;
import io.joyul.config.ComputeConfig.Precision;
import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import io.joyul.stage.PreprocessStage;
import io.joyul.stage.Progress;
import io.joyul.stage.TrainingStage;
import io.joyul.stage.TrainingTask;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Tokens a second of masked-language-model steps, with one rank and with two of one thread each, beside what others do
 * with the same texts, batch and model. All are measured in turn, so that a machine whose speed drifts favours none. The
 * micro-batch of a rank is the same in all; a step of ours has one for each rank, or four ("x4").
 */
@Command(
        name = "train",
        description =
                "Tokens a second of training steps with one rank and with two, beside Hugging Face Trainer and DDP.")
final class BenchmarkTrain implements Callable<Integer> {
    /** The first half of a curve is the JVM's and the caches' warm-up; with two epochs the second is whole. */
    private static final double WARM_UP = 0.5;

    /** A large step, whose gradients travel once for four micro-batches of a rank. */
    private static final List<String> X4 = List.of("training.gradient-accumulation-steps=4", "training.log-every=1");

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--file", paramLabel = "FILE", description = "The run file to measure (default: ${DEFAULT-VALUE}).")
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

    @Option(
            names = "--bf16",
            description = "Measures bfloat16 too, which is slow on processors that have no instructions for it.")
    private boolean halfPrecision;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs of one kind; null where it could not be measured. */
    private final Map<String, List<@Nullable Double>> measured = new LinkedHashMap<>();

    /** The losses of the last run of each kind of ours; all see the same batches in the same order. */
    private final Map<String, List<Double>> losses = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        Storage storage = Sessions.storage();
        RunConfig config = RunConfigLoader.load(storage, file, settings);
        if (config.training().findsMicroBatch()) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "training.micro-batch: is auto, but all that is measured here takes the same; give it a number");
        }
        RunPlan plan = new RunPlan(config, storage, new Workspace(storage.absolute(config.output())));
        Progress progress = new TerminalProgress(Terminal.of(System.getenv(), System.err), InstantSource.system());
        Path texts = Files.createTempFile("joyul-benchmark-train", ".jsonl");
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
            TrainingTask large = task.with(RunConfigLoader.load(
                            storage,
                            file,
                            Stream.concat(settings.stream(), X4.stream()).toList())
                    .training());
            StepWork work = write(storage, task, texts);
            List<Double> product = new ArrayList<>();
            List<Double> products = new ArrayList<>();
            try (PeerScript peer = PeerScript.start(
                    "train_peer.py",
                    List.of(texts.toString(), URI.create(task.tokenizer()).getPath(), shape(task)))) {
                for (int repeat = 0; repeat < repeats; repeat++) {
                    product.add(work.matrixProduct());
                    products.add(work.matrixProducts());
                    own("oneRank", spark, task, 1, Precision.FP32, storage, progress);
                    peer("trainer grouped", peer, progress);
                    own("twoRanks", spark, task, 2, Precision.FP32, storage, progress);
                    peer("ddp", peer, progress);
                    peer("plain fp32", peer, progress);
                    peer("trainer default", peer, progress);
                    own("oneRank x4", spark, large, 1, Precision.FP32, storage, progress);
                    own("twoRanks x4", spark, large, 2, Precision.FP32, storage, progress);
                    if (halfPrecision) {
                        own("oneRankBf16", spark, task, 1, Precision.BF16, storage, progress);
                        peer("plain bf16", peer, progress);
                    }
                }
            }
            spec.commandLine()
                    .getOut()
                    .println(json(task, work, Benchmark.median(product), Benchmark.median(products)));
        } finally {
            Files.delete(texts);
        }
        return 0;
    }

    /** Writes the texts as they were before they were masked, for the peers, and counts what a step of them costs. */
    private static StepWork write(Storage storage, TrainingTask task, Path texts) throws IOException {
        ShardManifest manifest = ShardManifests.load(storage, task.shards());
        ShardReader reader = new ShardReader(storage, task.shards(), manifest);
        StepWork.Counter counter =
                new StepWork.Counter(task.shape(), task.training().microBatch());
        try (Writer out = Files.newBufferedWriter(texts)) {
            for (ShardManifest.ShardFile part : manifest.split("train")) {
                ShardRows rows = reader.read(part);
                for (int row = 0; row < rows.size(); row++) {
                    if (rows.row(row) instanceof Example.Masked example) {
                        out.write(JSON.writeValueAsString(original(example)));
                        out.write('\n');
                        counter.add(example);
                    }
                }
            }
        }
        return counter.work();
    }

    private static int[] original(Example.Masked example) {
        int[] ids = example.inputIds().clone();
        for (int i = 0; i < ids.length; i++) {
            if (example.labels()[i] >= 0) {
                ids[i] = example.labels()[i];
            }
        }
        return ids;
    }

    private static String shape(TrainingTask task) {
        ObjectNode shape = JSON.createObjectNode();
        shape.put("vocabularySize", task.shape().vocabularySize());
        shape.put("hiddenSize", task.shape().hiddenSize());
        shape.put("layers", task.shape().layers());
        shape.put("attentionHeads", task.shape().attentionHeads());
        shape.put("intermediateSize", task.shape().intermediateSize());
        shape.put("maxLength", task.shape().maxPositions());
        shape.put("microBatch", task.training().microBatch());
        return shape.toString();
    }

    private void own(
            String name,
            SparkSession spark,
            TrainingTask task,
            int ranks,
            Precision precision,
            Storage storage,
            Progress progress) {
        // A name of its own, else the second run would find the first one's checkpoint and have nothing to do.
        String stage = "benchmark-" + name.replace(' ', '-') + "-" + runs(name).size();
        String checkpoints = Storage.child(task.checkpoints(), stage);
        storage.delete(checkpoints);
        TrainingResult result = TrainingStage.run(
                spark,
                task.variant(stage, checkpoints, ranks).computing(new ComputeConfig(precision, false)),
                progress);
        storage.delete(checkpoints);
        List<TrainingHistory.Point> points = result.history().points();
        List<TrainingHistory.Point> warm = points.subList((int) Math.ceil(points.size() * WARM_UP), points.size());
        runs(name).add(new TrainingHistory(warm, List.of()).tokensPerSecond());
        losses.put(name, points.stream().map(TrainingHistory.Point::loss).toList());
    }

    /** How far apart two loss curves are where they are farthest, as a share of the second. */
    private double apart(String name, String from) {
        List<Double> one = losses.getOrDefault(name, List.of());
        List<Double> other = losses.getOrDefault(from, List.of());
        return IntStream.range(0, Math.min(one.size(), other.size()))
                .mapToDouble(point -> Math.abs(one.get(point) / other.get(point) - 1))
                .max()
                .orElse(Double.NaN);
    }

    private void peer(String name, @Nullable PeerScript peer, Progress progress) {
        String answer = peer == null ? null : peer.ask(name);
        Double rate = answer == null || answer.equals("null") ? null : Double.valueOf(answer);
        progress.note(name + ": " + (rate == null ? "not measured" : "%,.0f tokens/s".formatted(rate)));
        runs(name).add(rate);
    }

    private List<@Nullable Double> runs(String name) {
        return measured.computeIfAbsent(name, any -> new ArrayList<>());
    }

    private @Nullable Double median(String name) {
        List<Double> rates = new ArrayList<>();
        for (Double rate : runs(name)) {
            if (rate != null) {
                rates.add(rate);
            }
        }
        return rates.isEmpty() ? null : Benchmark.median(rates);
    }

    private String json(TrainingTask task, StepWork work, double product, double products)
            throws JsonProcessingException {
        ObjectNode line = JSON.createObjectNode();
        line.put("benchmark", "train");
        line.set("shape", JSON.readTree(shape(task)));
        line.put("threadsPerRank", 1);
        line.put("cores", Runtime.getRuntime().availableProcessors());
        ObjectNode rates = line.putObject("tokensPerSecond");
        measured.forEach((name, runs) -> rates.set(name, figures(name)));
        double one = measuredMedian("oneRank");
        ratio(line, "oneRankOverTrainerGrouped", one, median("trainer grouped"));
        ratio(line, "oneRankOverTrainerDefault", one, median("trainer default"));
        ratio(line, "oneRankOverPlain", one, median("plain fp32"));
        ratio(line, "twoRanksOverOne", measuredMedian("twoRanks"), one);
        ratio(line, "twoRanksOverOneX4", measuredMedian("twoRanks x4"), measuredMedian("oneRank x4"));
        ratio(line, "twoMatrixProductsOverOne", products, product);
        ratio(line, "ddpOverPlain", median("ddp"), median("plain fp32"));
        if (halfPrecision) {
            ratio(line, "bf16OverPlainBf16", median("oneRankBf16"), median("plain bf16"));
            line.put("bf16LossApartFromFp32AtMost", Benchmark.rounded(apart("oneRankBf16", "oneRank")));
        }
        line.put("gigaflops", Benchmark.rounded(one * work.flopsPerToken() / 1e9));
        line.put("matrixProductGigaflops", Benchmark.rounded(product));
        ratio(line, "ofMatrixProduct", one * work.flopsPerToken() / 1e9, product);
        return line.toString();
    }

    private double measuredMedian(String name) {
        Double median = median(name);
        if (median == null) {
            throw new IllegalStateException(name + " was not measured");
        }
        return median;
    }

    private JsonNode figures(String name) {
        Double median = median(name);
        if (median == null) {
            return JSON.nullNode();
        }
        ObjectNode figures = JSON.createObjectNode();
        figures.put("median", Math.round(median));
        figures.set(
                "runs",
                JSON.valueToTree(runs(name).stream().map(BenchmarkTrain::whole).toList()));
        return figures;
    }

    private static long whole(@Nullable Double rate) {
        return rate == null ? 0 : Math.round(rate);
    }

    private static void ratio(ObjectNode line, String name, @Nullable Double of, @Nullable Double to) {
        if (of == null || to == null) {
            line.putNull(name);
        } else {
            line.put(name, Benchmark.rounded(of / to));
        }
    }
}
