package io.joyul.adapt;

import io.joyul.batch.CachedActivations;
import io.joyul.batch.CachedActivations.Kept;
import io.joyul.batch.HostBatch;
import io.joyul.batch.HostBatches;
import io.joyul.batch.World;
import io.joyul.model.EncoderInput;
import io.joyul.model.ParameterSpec;
import io.joyul.model.SequenceClassifier;
import io.joyul.shard.ActivationReader;
import io.joyul.shard.ActivationWriter;
import io.joyul.shard.Example;
import io.joyul.shard.ShardFileReader;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import io.joyul.storage.Storage;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the frozen part of a classifier makes of the texts that it is trained and watched with, computed once.
 *
 * <p>The shards are cut into stretches of blocks, each one file of activations. What is in a file depends on the weights
 * and the shards alone, not on the order of an epoch, on who computes it, or on how many ranks there are: so a run may go
 * on at any number of ranks, or without the files, which are made again with the same bits. They lie beside the
 * checkpoints, where every rank reaches them, for an epoch deals any text to any rank.
 */
public final class FrozenActivations {
    private static final List<String> SPLITS = List.of("train", "dev");
    private static final int BATCH_ROWS = 64;
    private static final int LEAST_FILES = 32;
    private static final int MOST_BLOCKS = 16;
    private static final long FILE_BYTES = 1L << 28;

    private final Storage storage;
    private final String shards;
    private final ShardManifest manifest;
    private final SequenceClassifier model;
    private final Kept kept;
    private final String fingerprint;
    private final String root;
    private final String folder;

    /** Some blocks of a shard, and the name of the file of their activations. */
    private record Stretch(String name, ShardFile shard, int firstBlock, int endBlock) {}

    /**
     * @param shards folder of the examples
     * @param model with all its weights, of which some are frozen
     * @param arithmetic in which the frozen part runs, such as fp32; part of what decides the values
     * @param root folder for the activations of all models
     */
    public FrozenActivations(
            Storage storage,
            String shards,
            ShardManifest manifest,
            SequenceClassifier model,
            String arithmetic,
            String root) {
        this.storage = storage;
        this.shards = shards;
        this.manifest = manifest;
        this.model = model;
        this.kept = model.frozen().layers() == model.config().layers() ? Kept.FIRST_TOKEN : Kept.TOKENS;
        this.fingerprint = fingerprint(arithmetic);
        this.root = root;
        this.folder = Storage.child(root, fingerprint.substring(0, 16));
    }

    private String fingerprint(String arithmetic) {
        WeightSum sum = new WeightSum()
                .add(manifest.tokenizerSha256())
                .add(kept.name())
                .add(arithmetic)
                .add(model.config().toString())
                .add(model.frozen().toString());
        for (String split : SPLITS) {
            manifest.split(split).forEach(file -> sum.add(file.sha256()));
        }
        List<ParameterSpec> frozen = new ArrayList<>(model.parameters().frozenSpecs());
        frozen.sort(Comparator.comparing(ParameterSpec::name));
        for (ParameterSpec spec : frozen) {
            sum.add(spec.name()).add(model.parameters().values(spec.name()));
        }
        return sum.hex();
    }

    /** Where they lie: of other weights, data or arithmetic it is another folder. */
    public String folder() {
        return folder;
    }

    /** How large the files are together, but for their indices. */
    public long bytes() {
        long states = SPLITS.stream()
                .mapToLong(split -> switch (kept) {
                    case TOKENS -> manifest.tokens(split);
                    case FIRST_TOKEN -> manifest.rows(split);
                })
                .sum();
        return states * width() * Float.BYTES;
    }

    private int width() {
        return model.config().hiddenSize();
    }

    /** Removes what was kept of other weights or other data. */
    public void removeOthers() {
        for (Storage.Entry entry : storage.list(root)) {
            if (entry.folder() && !folder.endsWith("/" + entry.name())) {
                storage.delete(entry.path());
            }
        }
    }

    /**
     * Makes a rank's share of the files that are not there. A file that was altered is made again.
     *
     * @param note hears of each such file
     * @param progress hears how far the work is
     * @param moved called for every batch of texts
     * @return how many it made
     */
    public int compute(World world, Consumer<String> note, Consumer<String> progress, Runnable moved) {
        List<Stretch> stretches = stretches();
        ShardReader reader = new ShardReader(storage, shards, manifest);
        int made = 0;
        for (int i = world.rank(); i < stretches.size(); i += world.size()) {
            Stretch stretch = stretches.get(i);
            Optional<String> found = ActivationWriter.damage(storage, folder, stretch.name(), fingerprint);
            found.filter(damage -> !damage.isEmpty()).ifPresent(damage -> note.accept(damage + "; it is made again"));
            if (found.isEmpty() || !found.get().isEmpty()) {
                write(stretch, reader, moved);
                made++;
            }
            progress.accept("activations of the frozen layers, file %,d of %,d".formatted(i + 1, stretches.size()));
        }
        return made;
    }

    /** Opens all files, which all ranks must have made by now. The caller closes them. */
    public CachedActivations open() {
        List<String> names = stretches().stream().map(Stretch::name).toList();
        return new CachedActivations(ActivationReader.open(storage, folder, names), kept, width());
    }

    private List<Stretch> stretches() {
        int blockRows = manifest.blockRows();
        long rows = SPLITS.stream().mapToLong(manifest::rows).sum();
        long blockBytes = Math.max(1, bytes() / Math.max(1, rows) * blockRows);
        long each = Math.min(FILE_BYTES / blockBytes, rows / blockRows / LEAST_FILES);
        int blocks = (int) Math.max(1, Math.min(each, MOST_BLOCKS));
        List<Stretch> stretches = new ArrayList<>();
        for (String split : SPLITS) {
            for (ShardFile file : manifest.split(split)) {
                int end = Math.toIntExact((file.rows() + blockRows - 1) / blockRows);
                for (int first = 0; first < end; first += blocks) {
                    String name = "%06d".formatted(stretches.size());
                    stretches.add(new Stretch(name, file, first, Math.min(first + blocks, end)));
                }
            }
        }
        return stretches;
    }

    private void write(Stretch stretch, ShardReader reader, Runnable moved) {
        List<Example> examples = new ArrayList<>();
        try (ShardFileReader file = reader.open(stretch.shard())) {
            for (int block = stretch.firstBlock(); block < stretch.endBlock(); block++) {
                ShardRows rows = file.block(block);
                for (int row = 0; row < rows.size(); row++) {
                    examples.add(rows.row(row));
                }
            }
        }
        // Texts of one length attend as one; the sort is stable, so batches are the same each time.
        examples.sort(Comparator.comparingInt(example -> example.inputIds().length));
        try (ActivationWriter writer = ActivationWriter.open(storage, folder, stretch.name(), fingerprint)) {
            for (int first = 0; first < examples.size(); first += BATCH_ROWS) {
                HostBatch batch =
                        HostBatches.of(examples.subList(first, Math.min(first + BATCH_ROWS, examples.size())));
                writer.add(
                        CachedActivations.keys(batch),
                        CachedActivations.counts(batch, kept, width()),
                        activations(batch));
                moved.run();
            }
            writer.finish();
        }
    }

    private float[] activations(HostBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.toFloats(model.frozenPart(EncoderInput.of(batch, model.device())));
        }
    }
}
