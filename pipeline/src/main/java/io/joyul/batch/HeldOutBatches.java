package io.joyul.batch;

import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import io.joyul.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One part's share of a split, in batches of like length, each example once over all parts. The order does not matter
 * to an evaluation, so batches are dealt to the parts in turn.
 */
public final class HeldOutBatches implements Iterator<HeldOutBatches.Batch> {
    private final ShardReader reader;
    private final Iterator<ShardManifest.ShardFile> files;
    private final World part;
    private final int batchRows;
    private final @Nullable DynamicMasking masking;
    private final BatchMemory memory = new BatchMemory();
    private final List<Batch> ready = new ArrayList<>();
    private long dealt;

    /** A batch and the examples in it. */
    public record Batch(HostBatch host, List<Example> examples) {
        public Batch {
            examples = List.copyOf(examples);
        }
    }

    /**
     * @param split of the manifest; one without rows gives no batch
     * @param part which share of how many
     * @param batchRows examples in a batch
     */
    public HeldOutBatches(
            Storage storage, String folder, ShardManifest manifest, String split, World part, int batchRows) {
        this(storage, folder, manifest, split, part, batchRows, null);
    }

    /**
     * The same, of examples that are masked as they are read.
     *
     * @param masking null for examples that are read as they are
     */
    public HeldOutBatches(
            Storage storage,
            String folder,
            ShardManifest manifest,
            String split,
            World part,
            int batchRows,
            @Nullable DynamicMasking masking) {
        if (batchRows < 1) {
            throw new IllegalArgumentException("a batch of " + batchRows + " examples holds nothing");
        }
        this.reader = new ShardReader(storage, folder, manifest);
        this.files = manifest.split(split).iterator();
        this.part = part;
        this.batchRows = batchRows;
        this.masking = masking;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && files.hasNext()) {
            deal(reader.read(files.next()));
        }
        return !ready.isEmpty();
    }

    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no batch is left");
        }
        return ready.remove(ready.size() - 1);
    }

    private void deal(ShardRows rows) {
        List<Integer> byLength = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparingInt(rows::length).thenComparing(Comparator.naturalOrder()))
                .toList();
        for (int first = 0; first < byLength.size(); first += batchRows) {
            if (dealt++ % part.size() == part.rank()) {
                List<Example> examples = byLength.subList(first, Math.min(first + batchRows, byLength.size())).stream()
                        .map(rows::row)
                        .toList();
                RowSelection selection = RowSelection.of(examples);
                RowSelection seen = masking == null ? selection : masking.forWatching(selection);
                ready.add(new Batch(HostBatches.of(seen, memory), examples));
            }
        }
    }
}
