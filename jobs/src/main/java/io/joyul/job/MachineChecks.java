package io.joyul.job;

import com.sun.management.OperatingSystemMXBean;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.config.ModelConfig;
import io.joyul.config.PreprocessConfig;
import io.joyul.config.RunConfig;
import io.joyul.config.TrainingConfig;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Memory, cores and disk beside what a run takes here: all of a local one, the driver alone where ranks are elsewhere. */
final class MachineChecks {
    private static final long GIGA = 1L << 30;

    /** What libtorch and the JVM take beside heap and tensors. */
    private static final long PROCESS = GIGA / 2;

    /** A weight, its gradient and AdamW's two moments, in single precision. */
    private static final int BYTES_PER_WEIGHT = 16;

    /** Of a layer for its backward pass; 34 in half precision by Korthikanti et al. 2022, eq. 1, without attention. */
    private static final int BYTES_PER_LAYER_AND_FEATURE = 68;

    private static final long FEWEST_DISK_BYTES = GIGA;
    private static final long DISK_BYTES = 5 * GIGA;

    private MachineChecks() {}

    static List<Finding> findings(Optional<RunConfig> run) {
        long total =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        int cores = Runtime.getRuntime().availableProcessors();
        String output = run.map(RunConfig::output).orElse(".");
        List<Finding> findings = new ArrayList<>();
        Optional<RunConfig> sized = run;
        try {
            run.flatMap(MachineChecks::startingModel)
                    .ifPresent(model -> findings.add(
                            Finding.ok("model", "%d layers of %d".formatted(model.layers(), model.hiddenSize()))));
        } catch (JoyulException e) {
            findings.add(Finding.missing("model", String.valueOf(e.getMessage()), "mend model.checkpoint"));
            // Of what size the model is nobody knows.
            sized = Optional.empty();
        }
        findings.add(memory(sized, total, Runtime.getRuntime().maxMemory()));
        findings.add(cores(run, cores));
        findings.add(disk(output));
        return findings;
    }

    /**
     * The shape of the model that a run file starts from.
     *
     * @throws JoyulException when there is none, or none that can be read
     */
    private static Optional<BertConfig> startingModel(RunConfig config) {
        return config.model().checkpoint().map(folder -> ModelFiles.config(Sessions.storage(), folder));
    }

    /** The cluster whose executors hold the ranks; empty where they are threads or processes of this machine. */
    static Optional<String> cluster(Optional<RunConfig> run) {
        return run.flatMap(config -> config.spark().master()).filter(master -> !master.startsWith("local"));
    }

    static Finding memory(Optional<RunConfig> run, long total, long heap) {
        Optional<String> cluster = cluster(run);
        long ranks = run.map(config -> config.training().ranks()).orElse(1);
        long ours = heap + PROCESS;
        long needed = cluster.isPresent()
                ? ours
                : ours + ranks * run.map(config -> rankBytes(config, total)).orElse(GIGA);
        String found = "%s, and a %s takes about %s (%s of them heap)"
                .formatted(
                        shown(total),
                        cluster.map(master -> "driver for " + master).orElse("local run"),
                        shown(needed),
                        shown(heap));
        if (needed <= total) {
            return Finding.ok("memory", found);
        }
        boolean finds =
                run.filter(config -> config.training().findsMicroBatch()).isPresent();
        return Finding.missing(
                "memory",
                found,
                cluster.isPresent()
                        ? "lower JOYUL_HEAP, or take a larger machine"
                        : "lower JOYUL_HEAP, training.ranks or training."
                                + (finds ? "fit.memory-gigabytes" : "micro-batch") + ", or take a larger machine");
    }

    /**
     * An estimate: weights with what the optimizer keeps, and what a micro-batch leaves for the backward pass; of one that
     * is found by itself, what it may take.
     *
     * @param total bytes of memory, of which the ranks take half where they are told no other share
     */
    static long rankBytes(RunConfig config, long total) {
        return startingModel(config)
                .map(given -> bytes(
                        config,
                        total,
                        given.layers(),
                        given.hiddenSize(),
                        given.intermediateSize(),
                        given.vocabularySize() + given.maxPositions()))
                .orElseGet(() -> {
                    ModelConfig asked = config.model();
                    PreprocessConfig texts = config.preprocess();
                    return bytes(
                            config,
                            total,
                            asked.layers(),
                            asked.hiddenSize(),
                            asked.intermediateSize(),
                            texts.tokenizer().vocabularySize() + texts.maxLength());
                });
    }

    /** @param embedded tokens and positions that have a vector each */
    private static long bytes(RunConfig config, long total, long layers, long hidden, long inner, long embedded) {
        TrainingConfig training = config.training();
        long weights = hidden * embedded + layers * (4 * hidden * hidden + 2 * hidden * inner);
        if (training.findsMicroBatch()) {
            double stated = training.fit().memoryGigabytes();
            long share = stated > 0 ? Math.round(stated * 1e9) : total / 2 / training.ranks();
            return Math.max(weights * BYTES_PER_WEIGHT, share);
        }
        long tokens = (long) training.microBatch() * config.preprocess().maxLength();
        long activations = tokens * hidden * layers * BYTES_PER_LAYER_AND_FEATURE;
        return weights * BYTES_PER_WEIGHT + activations;
    }

    static Finding cores(Optional<RunConfig> run, int cores) {
        int ranks = run.map(config -> config.training().ranks()).orElse(1);
        String here = cores + (cores == 1 ? " core" : " cores");
        Optional<String> cluster = cluster(run);
        if (cluster.isPresent()) {
            return Finding.ok("cores", here + "; training.ranks " + ranks + " is for those of " + cluster.get());
        }
        String found = here + " for training.ranks " + ranks;
        return ranks <= cores
                ? Finding.ok("cores", found)
                : Finding.warning(
                        "cores", found, "ranks will share them; lower training.ranks, or send it to a cluster");
    }

    static Finding disk(String output) {
        if (output.contains("://")) {
            return Finding.ok("disk", output + " is not a disk of this machine");
        }
        Path folder = Path.of(output.startsWith("file:") ? output.substring("file:".length()) : output)
                .toAbsolutePath();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        try {
            FileStore store = Files.getFileStore(folder);
            String found = shown(store.getUsableSpace()) + " free for " + output;
            String mend = "free some, or let output be elsewhere";
            if (!Files.isDirectory(folder)) {
                return Finding.missing("disk", folder + " is a file", "let output be a folder");
            }
            if (store.isReadOnly() || !Files.isWritable(folder)) {
                return Finding.missing("disk", folder + " cannot be written to", "let output be elsewhere");
            }
            if (store.getUsableSpace() < FEWEST_DISK_BYTES) {
                return Finding.missing("disk", found, mend);
            }
            return store.getUsableSpace() < DISK_BYTES
                    ? Finding.warning("disk", found, mend)
                    : Finding.ok("disk", found);
        } catch (IOException e) {
            return Finding.missing("disk", folder + ": " + e.getMessage(), "let output be elsewhere");
        }
    }

    private static String shown(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / (double) GIGA);
    }
}
