package io.joyul.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.batch.ShardBatchSource;
import io.joyul.batch.StepBatches;
import io.joyul.batch.World;
import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import io.joyul.shard.ShardWriter;
import io.joyul.stage.PreprocessStage;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Rows a second from shard files to batches, in the order of a shuffled epoch that can be resumed anywhere: what
 * one rank's reading thread does in training. The rows are masked examples of the run file's texts, over and over.
 */
@Command(
        name = "shards",
        description = "Rows a second from shards to batches, shuffled and resumable, on one reading thread.")
final class BenchmarkShards implements Callable<Integer> {
    private static final int BATCH = 32;
    private static final int SHARD_TOKENS = 4_000_000;

    /** Epochs before the first that counts, for the JVM's compiler, which pinned to one core takes turns with us. */
    private static final int WARM_UP = 5;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The run file whose texts are read (default: ${DEFAULT-VALUE}).")
    private String file = "conf/benchmark-train.yaml";

    @Option(names = "--rows", paramLabel = "N", description = "Rows in an epoch (default: ${DEFAULT-VALUE}).")
    private int rows = 300_000;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Epochs that are timed; the median counts (default: ${DEFAULT-VALUE}).")
    private int repeats = 5;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Wins over the run file, such as --set preprocess.max-length=512. May be repeated.")
    private List<String> settings = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What an epoch took. */
    private record Epoch(double rowsPerSecond, double tokensPerSecond, double cores) {}

    @Override
    public Integer call() throws Exception {
        Storage storage = Sessions.storage();
        RunConfig config = RunConfigLoader.load(storage, file, settings);
        RunPlan plan = new RunPlan(config, storage, new Workspace(storage.absolute(config.output())));
        try (Sessions sessions = new Sessions(config)) {
            PreprocessStage.run(
                    sessions.session(),
                    config,
                    plan.workspace(),
                    new TerminalProgress(Terminal.of(System.getenv(), System.err), InstantSource.system()));
        }
        Path folder = Files.createTempDirectory("joyul-benchmark-shards");
        try {
            ShardManifest manifest = write(storage, plan.workspace().maskedShards(), folder.toString());
            spec.commandLine().getOut().println(measure(storage, folder.toString(), manifest));
        } finally {
            storage.delete(folder.toString());
        }
        return 0;
    }

    /** The rows of the run's own shards, repeated under new ids until there are enough. */
    private ShardManifest write(Storage storage, String from, String to) {
        ShardManifest source = ShardManifests.load(storage, from);
        ShardReader reader = new ShardReader(storage, from, source);
        List<ShardRows> parts = source.split("train").stream().map(reader::read).toList();
        List<ShardFile> files = new ArrayList<>();
        for (long id = 0; id < rows; ) {
            String name = "train-%05d.arrow".formatted(files.size());
            try (ShardWriter writer = ShardWriter.open(storage, to, name, "train", Kind.MASKED)) {
                for (; id < rows && writer.tokens() < SHARD_TOKENS; id++) {
                    ShardRows part = parts.get((int) (id % parts.size()));
                    if (part.row((int) (id / parts.size() % part.size())) instanceof Example.Masked example) {
                        writer.add(new Example.Masked(id, example.inputIds(), example.labels()));
                    }
                }
                files.add(writer.finish());
            }
        }
        ShardManifest manifest = new ShardManifest(
                ShardManifests.VERSION,
                "benchmark",
                Kind.MASKED,
                source.tokenizerSha256(),
                source.seed(),
                source.maxLength(),
                ShardWriter.BLOCK_ROWS,
                List.of(),
                files);
        ShardManifests.commit(storage, to, manifest);
        return manifest;
    }

    private String measure(Storage storage, String folder, ShardManifest manifest) throws Exception {
        ShardBatchSource.Shape shape =
                new ShardBatchSource.Shape(BATCH, BATCH, ShardBatchSource.poolRows(manifest, "train"), manifest.seed());
        List<Epoch> epochs = new ArrayList<>();
        double resumed;
        try (ShardBatchSource source =
                new ShardBatchSource(storage, folder, manifest, "train", World.single(), shape)) {
            for (int epoch = 0; epoch < WARM_UP + repeats; epoch++) {
                Epoch measured = epoch(source, epoch);
                if (epoch >= WARM_UP) {
                    epochs.add(measured);
                }
            }
            long began = System.nanoTime();
            source.epoch(0, source.stepsPerEpoch() / 2).next();
            resumed = (System.nanoTime() - began) / 1e9;
        }
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("benchmark", "shards");
        line.put("rows", manifest.rows("train"));
        line.put("tokens", manifest.tokens("train"));
        line.put(
                "fileMegabytes",
                Benchmark.rounded(
                        manifest.files().stream().mapToLong(ShardFile::bytes).sum() / 1e6));
        line.put("batch", BATCH);
        line.put(
                "rowsPerSecond",
                Math.round(Benchmark.median(
                        epochs.stream().map(Epoch::rowsPerSecond).toList())));
        line.put(
                "tokensPerSecond",
                Math.round(Benchmark.median(
                        epochs.stream().map(Epoch::tokensPerSecond).toList())));
        line.put(
                "cores",
                Benchmark.rounded(
                        Benchmark.median(epochs.stream().map(Epoch::cores).toList())));
        line.put("secondsToResume", Benchmark.rounded(resumed));
        line.put("epochs", repeats);
        JsonNode peers = peers(folder);
        line.set("peersRowsPerSecond", peers);
        JsonNode streaming = peers == null ? null : peers.get("mosaicml-streaming");
        if (streaming == null || streaming.isNull()) {
            line.putNull("timesStreaming");
            spec.commandLine()
                    .getErr()
                    .println("joyul: the Python that JOYUL_PYTHON names has no mosaicml-streaming; it is left out");
        } else {
            line.put(
                    "timesStreaming",
                    Benchmark.rounded(line.get("rowsPerSecond").asDouble() / streaming.asDouble()));
        }
        return line.toString();
    }

    private Epoch epoch(ShardBatchSource source, int epoch) {
        long began = System.nanoTime();
        long busy = processNanos();
        long seen = 0;
        long tokens = 0;
        for (Iterator<StepBatches> steps = source.epoch(epoch, 0); steps.hasNext(); ) {
            for (StepBatches.MicroBatch micro : steps.next().microBatches()) {
                seen += micro.batch().examples();
                tokens += micro.batch().tokens();
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (seen != rows) {
            throw new IllegalStateException(seen + " rows came in an epoch of " + rows);
        }
        return new Epoch(seen / seconds, tokens / seconds, (processNanos() - busy) / 1e9 / seconds);
    }

    /** What all threads of this process took, the collector's included. */
    private static long processNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /** What others read from the same files, where {@code JOYUL_PYTHON} has them; else null. */
    private @Nullable JsonNode peers(String folder) throws IOException {
        try (PeerScript peer = PeerScript.start("shards_peer.py", List.of(folder, Integer.toString(repeats)))) {
            String printed = peer == null ? null : peer.ask("");
            return printed == null ? null : new ObjectMapper().readTree(printed);
        }
    }
}
