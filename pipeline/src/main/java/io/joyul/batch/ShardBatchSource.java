package io.joyul.batch;

import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardReader;
import io.joyul.storage.Storage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One rank's share of the steps, read from shards in the order of {@link EpochPlan} by a thread that keeps a few steps
 * ahead, so that training does not wait for decompression.
 */
public final class ShardBatchSource implements BatchSource {
    private static final int MOST_POOL_ROWS = 1 << 18;

    /** 128 MiB of ids. */
    private static final long MOST_POOL_TOKENS = 1 << 25;

    private static final int STEPS_AHEAD = 16;

    private final ShardReader reader;
    private final List<ShardManifest.ShardFile> files;
    private final int blockRows;
    private final World world;
    private final Shape shape;
    private Prefetch<StepBatches> current = Prefetch.none();

    /**
     * How the order is made; equal on all ranks.
     *
     * @param globalBatch examples in one optimizer step over all ranks
     * @param microBatch examples in one forward and backward pass
     * @param poolRows examples shuffled together
     * @param packLength tokens in a pack, which counts as one example of a batch; 0: there are no packs
     * @param masking for examples that are masked as they are read; null for others
     */
    public record Shape(
            int globalBatch,
            int microBatch,
            int poolRows,
            long seed,
            int packLength,
            @Nullable DynamicMasking masking) {
        /** For examples that are read as they are, each an item of its own. */
        public Shape(int globalBatch, int microBatch, int poolRows, long seed) {
            this(globalBatch, microBatch, poolRows, seed, 0, null);
        }
    }

    public ShardBatchSource(
            Storage storage, String folder, ShardManifest manifest, String split, World world, Shape shape) {
        this.reader = new ShardReader(storage, folder, manifest);
        this.files = manifest.split(split);
        this.blockRows = manifest.blockRows();
        this.world = world;
        this.shape = shape;
    }

    /**
     * Rows of a split that are shuffled together: 262,144, or where rows have more than 128 tokens on average, as many as
     * have 2²⁵ tokens between them. All ranks together hold their ids, 128 MiB at most, and as much again for each other
     * column that has a value for every token; but never less than the blocks that the lanes are in the middle of, {@link
     * EpochPlan#lanes} of two.
     */
    public static int poolRows(ShardManifest manifest, String split) {
        double tokensPerRow = (double) manifest.tokens(split) / Math.max(1, manifest.rows(split));
        return (int) Math.max(1, Math.min(MOST_POOL_ROWS, MOST_POOL_TOKENS / Math.max(1, tokensPerRow)));
    }

    private EpochPlan plan(int epoch) {
        long[] rows = files.stream().mapToLong(ShardManifest.ShardFile::rows).toArray();
        return new EpochPlan(rows, blockRows, shape.globalBatch(), shape.poolRows(), shape.seed(), epoch);
    }

    @Override
    public int stepsPerEpoch() {
        return plan(0).steps();
    }

    @Override
    public Iterator<StepBatches> epoch(int epoch, int firstStep) {
        current.close();
        Steps steps = new Steps(plan(epoch), firstStep);
        current = Prefetch.start("batches-" + world.rank(), STEPS_AHEAD, steps, steps::close);
        return current;
    }

    @Override
    public void close() {
        current.close();
    }

    /** Makes the steps of an epoch one after the other; nothing is read before the first is asked for. */
    private final class Steps implements Iterator<StepBatches> {
        private final EpochPlan plan;
        private final SlotPlan slots;
        private final BatchMemory memory = new BatchMemory();
        private final SortedMap<Integer, LaneReader> lanes = new TreeMap<>();
        private boolean opened;
        private int step;

        Steps(EpochPlan plan, int firstStep) {
            this.plan = plan;
            this.slots = new SlotPlan(plan, shape.microBatch(), world);
            this.step = firstStep;
        }

        @Override
        public boolean hasNext() {
            return step < plan.steps();
        }

        @Override
        public StepBatches next() {
            if (!opened) {
                opened = true;
                openLanes();
            }
            SortedMap<Integer, StepRows> rows = new TreeMap<>();
            lanes.forEach((lane, reader) -> rows.put(lane, reader.next()));
            List<MicroBatch> mine = new ArrayList<>();
            for (int slot = slots.firstSlot(); slot < slots.endSlot(); slot++) {
                StepRows items = masked(slot(slot, rows));
                if (items.items() > 0) {
                    mine.add(new MicroBatch(slot, HostBatches.byLength(items.examples(), memory)));
                }
            }
            return new StepBatches(plan.epoch(), step++, mine);
        }

        /** Gives the memory of the lanes' blocks back; called by the thread that read them. */
        void close() {
            lanes.values().forEach(LaneReader::close);
        }

        private StepRows masked(StepRows rows) {
            DynamicMasking masking = shape.masking();
            return masking == null || rows.items() == 0
                    ? rows
                    : rows.with(masking.forTraining(rows.examples(), plan.epoch()));
        }

        private void openLanes() {
            List<EpochPlan.Block> sequence = plan.blocks();
            for (int lane = 0; lane < plan.lanes(); lane++) {
                if (slots.takes(lane)) {
                    lanes.put(lane, new LaneReader(plan, sequence, lane, shape.packLength(), reader, files, step));
                }
            }
        }

        private StepRows slot(int slot, SortedMap<Integer, StepRows> rows) {
            List<StepRows> parts = new ArrayList<>();
            rows.forEach((lane, given) -> {
                if (slots.takes(slot, lane)) {
                    int items = given.items();
                    parts.add(given.range(slots.cut(slot, lane, items), slots.cut(slot + 1, lane, items)));
                }
            });
            return StepRows.join(parts);
        }
    }
}
