package io.joyul.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.config.RunConfig;
import io.joyul.config.RunFile;
import io.joyul.config.SweepConfig;
import io.joyul.config.SweepConfig.DimensionConfig;
import io.joyul.config.SweepConfigLoader;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import io.joyul.stage.Progress;
import io.joyul.stage.TrainingTask;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * ASHA against random search that trains as many epochs, and trials an hour beside Optuna's own ASHA over PyTorch with the
 * same texts, model, batch and space. Each seed is a round of all three, so that a machine whose speed drifts favours
 * none. What is prepared once for all trials is not timed.
 */
@Command(
        name = "sweep",
        description = "ASHA against random search at equal cost, and trials an hour beside Optuna with PyTorch.")
final class BenchmarkSweep implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASHA = "asha";
    private static final String RANDOM = "random";
    private static final String TRIALS_AN_HOUR = "trialsPerHour";
    private static final String EPOCHS_AN_HOUR = "epochsPerHour";
    private static final double SECONDS_AN_HOUR = 3600;
    /** Two trials of one rung, for what a process does once: the peer's workers import their libraries beforehand too. */
    private static final List<String> WARM_UP = List.of("strategy={kind: asha, trials: 2}");

    @Option(names = "--file", paramLabel = "FILE", description = "The sweep (default: ${DEFAULT-VALUE}).")
    private String file = "conf/sweeps/benchmark.yaml";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Wins over the sweep file, such as --set strategy.trials=9. May be repeated.")
    private List<String> settings = List.of();

    @Option(names = "--seeds", paramLabel = "N", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int seeds = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Storage storage = Sessions.storage();
        ObjectNode line = JSON.createObjectNode();
        line.put("benchmark", "sweep").put("cores", Runtime.getRuntime().availableProcessors());
        Path texts = Files.createTempFile("joyul-benchmark-sweep", ".jsonl");
        PeerScript peer = null;
        try (TerminalProgress progress =
                new TerminalProgress(Terminal.of(System.getenv(), System.err), InstantSource.system())) {
            own(load(storage, 0, "warm-up", WARM_UP), storage, progress, texts);
            for (int seed = 1; seed <= seeds; seed++) {
                SweepConfig sweep = load(storage, seed, ASHA, List.of());
                SweepRun.Spent asha = own(sweep, storage, progress, texts);
                add(line, ASHA, asha);
                int whole = Math.max(
                        1,
                        asha.epochs()
                                / SweepBench.base(sweep, RunFile.read(storage, sweep.run()))
                                        .train()
                                        .epochs());
                add(line, RANDOM, own(load(storage, seed, RANDOM, random(whole)), storage, progress, texts));
                if (peer == null) {
                    peer = PeerScript.start("sweep_peer.py", List.of(texts.toString(), shape(sweep, asha.task())));
                }
                addPeer(line, peer == null ? null : peer.ask(ASHA + " " + seed), progress);
            }
        } finally {
            if (peer != null) {
                peer.close();
            }
            Files.delete(texts);
        }
        line.put("trialsPerHour", median(line, ASHA, TRIALS_AN_HOUR));
        line.put("optunaTrialsPerHour", median(line, "optuna", TRIALS_AN_HOUR));
        line.put("epochsPerHour", median(line, ASHA, EPOCHS_AN_HOUR));
        line.put("optunaEpochsPerHour", median(line, "optuna", EPOCHS_AN_HOUR));
        line.put("bestOfAsha", median(line, ASHA, "best"));
        line.put("bestOfRandom", median(line, RANDOM, "best"));
        spec.commandLine().getOut().println(line);
        return 0;
    }

    private static List<String> random(int trials) {
        return List.of("strategy={kind: random, trials: " + trials + "}");
    }

    private SweepConfig load(Storage storage, int seed, String name, List<String> more) {
        List<String> all = new ArrayList<>(settings);
        all.add("seed=" + seed);
        all.addAll(more);
        SweepConfig sweep = SweepConfigLoader.load(storage, file, all);
        all.add("output=" + Storage.child(sweep.output(), name + "-" + seed));
        return SweepConfigLoader.load(storage, file, all);
    }

    private static SweepRun.Spent own(SweepConfig sweep, Storage storage, Progress progress, Path texts)
            throws IOException {
        storage.delete(storage.absolute(sweep.output()));
        RunFile run = RunFile.read(storage, sweep.run());
        RunConfig base = SweepBench.base(sweep, run);
        SweepRun.Spent spent;
        try (SweepRun begun = SweepRun.begin(sweep, run, base, storage, progress)) {
            spent = begun.measure();
            if (Files.size(texts) == 0) {
                write(storage, spent.task(), texts);
            }
        }
        storage.delete(storage.absolute(sweep.output()));
        return spent;
    }

    /** The examples for the peer. */
    private static void write(Storage storage, TrainingTask task, Path texts) throws IOException {
        ShardManifest manifest = ShardManifests.load(storage, task.shards());
        ShardReader reader = new ShardReader(storage, task.shards(), manifest);
        try (Writer out = Files.newBufferedWriter(texts)) {
            for (String split : List.of("train", "dev")) {
                for (ShardManifest.ShardFile part : manifest.split(split)) {
                    ShardRows rows = reader.read(part);
                    for (int row = 0; row < rows.size(); row++) {
                        if (rows.row(row) instanceof Example.Labelled example) {
                            ObjectNode text = JSON.createObjectNode();
                            text.put("split", split).put("label", example.label());
                            text.set("ids", JSON.valueToTree(example.inputIds()));
                            out.write(text + "\n");
                        }
                    }
                }
            }
        }
    }

    private static String shape(SweepConfig sweep, TrainingTask task) {
        ObjectNode shape = JSON.createObjectNode();
        shape.put("vocabularySize", task.shape().vocabularySize())
                .put("hiddenSize", task.shape().hiddenSize())
                .put("layers", task.shape().layers())
                .put("attentionHeads", task.shape().attentionHeads())
                .put("intermediateSize", task.shape().intermediateSize())
                .put("maxLength", task.shape().maxPositions())
                .put("labels", task.shape().labels().size())
                .put("microBatch", task.training().microBatch())
                .put("epochs", task.course().epochs())
                .put("trials", sweep.strategy().trials().orElseThrow())
                .put("minBudget", sweep.strategy().minBudget().orElse(1))
                .put("eta", sweep.strategy().eta().orElse(3))
                .put("parallel", sweep.parallel());
        for (DimensionConfig dimension : sweep.space()) {
            String name = switch (dimension.key()) {
                case "train.learning-rate" -> "rate";
                case "train.warmup-ratio" -> "warmup";
                case "train.label-smoothing" -> "smoothing";
                default -> dimension.key();
            };
            dimension
                    .uniform()
                    .or(dimension::logUniform)
                    .ifPresent(ends ->
                            ends.forEach(end -> shape.withArray("/" + name).add(Double.parseDouble(end))));
        }
        return shape.toString();
    }

    private static void add(ObjectNode line, String name, SweepRun.Spent spent) {
        ObjectNode round = line.withArray("/" + name).addObject();
        round.put("trials", spent.trials())
                .put("epochs", spent.epochs())
                .put("seconds", Benchmark.rounded(spent.seconds()))
                .put("best", Benchmark.rounded(spent.best()));
        addRates(round);
    }

    private static void addPeer(ObjectNode line, @Nullable String answer, Progress progress)
            throws JsonProcessingException {
        if (answer == null || answer.equals("null")) {
            progress.note("Optuna: not measured; JOYUL_PYTHON must name a Python with optuna, torch and transformers");
            return;
        }
        ObjectNode peer = (ObjectNode) JSON.readTree(answer);
        addRates(peer);
        line.withArray("/optuna").add(peer);
        progress.note("Optuna: " + peer);
    }

    /** Epochs too: of two that begin as many trials, one may let them train longer. */
    private static void addRates(ObjectNode round) {
        double hours = round.path("seconds").asDouble() / SECONDS_AN_HOUR;
        round.put(TRIALS_AN_HOUR, Benchmark.rounded(round.path("trials").asInt() / hours));
        round.put(EPOCHS_AN_HOUR, Benchmark.rounded(round.path("epochs").asInt() / hours));
    }

    private static @Nullable Double median(ObjectNode line, String name, String figure) {
        List<Double> values = new ArrayList<>();
        for (JsonNode round : line.path(name)) {
            values.add(round.path(figure).asDouble());
        }
        return values.isEmpty() ? null : Benchmark.rounded(Benchmark.median(values));
    }
}
