package io.joyul.batch;

import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardReader;
import io.joyul.storage.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One rank's share of the steps, read from shards in the order of {@link EpochPlan} by a thread that keeps a few steps
 * ahead, so that training does not wait for decompression.
 */
public final class ShardBatchSource implements BatchSource {
    /** Rows that are shuffled together: at 128 tokens a row half a gigabyte, and with labels by token a whole one. */
    public static final int DEFAULT_POOL_ROWS = 1_000_000;

    private static final int STEPS_AHEAD = 4;

    private final ShardReader reader;
    private final List<ShardManifest.ShardFile> files;
    private final World world;
    private final Shape shape;
    private Prefetch<StepBatches> current = Prefetch.none();

    /**
     * How the order is made; equal on all ranks.
     *
     * @param globalBatch examples in one optimizer step over all ranks
     * @param microBatch examples in one forward and backward pass
     * @param poolRows examples shuffled together
     */
    public record Shape(int globalBatch, int microBatch, int poolRows, long seed, int padTokenId) {}

    public ShardBatchSource(
            Storage storage, String folder, ShardManifest manifest, String split, World world, Shape shape) {
        this.reader = new ShardReader(storage, folder, manifest);
        this.files = manifest.split(split);
        this.world = world;
        this.shape = shape;
    }

    private EpochPlan plan(int epoch) {
        long[] rows = files.stream().mapToLong(ShardManifest.ShardFile::rows).toArray();
        return new EpochPlan(rows, shape.globalBatch(), shape.microBatch(), shape.poolRows(), shape.seed(), epoch);
    }

    @Override
    public int stepsPerEpoch() {
        return plan(0).steps();
    }

    @Override
    public Iterator<StepBatches> epoch(int epoch, int firstStep) {
        current.close();
        current = Prefetch.start("batches-" + world.rank(), STEPS_AHEAD, new Steps(plan(epoch), firstStep));
        return current;
    }

    @Override
    public void close() {
        current.close();
    }

    /** Makes the steps of an epoch one after the other; nothing is read before the first is asked for. */
    private final class Steps implements Iterator<StepBatches> {
        private final EpochPlan plan;
        private final List<List<EpochSequence.Row>> window = new ArrayList<>();
        private final int firstStep;
        private int step;
        private @Nullable EpochSequence sequence;

        Steps(EpochPlan plan, int firstStep) {
            this.plan = plan;
            this.firstStep = firstStep;
            this.step = firstStep;
        }

        @Override
        public boolean hasNext() {
            return step < plan.steps();
        }

        @Override
        public StepBatches next() {
            if (window.isEmpty()) {
                readWindow(EpochPlan.windowOf(step));
            }
            List<EpochSequence.Row> rows = window.remove(0);
            return share(step++, rows);
        }

        private void readWindow(int index) {
            if (sequence == null) {
                sequence = new EpochSequence(plan, reader, files, plan.windowStart(index));
            }
            List<EpochSequence.Row> rows = sequence.take(plan.windowRows(index));
            int[] lengths = rows.stream().mapToInt(EpochSequence.Row::length).toArray();
            for (int[] batch : plan.globalBatches(index, lengths)) {
                window.add(Arrays.stream(batch).mapToObj(rows::get).toList());
            }
            int skipped = index == EpochPlan.windowOf(firstStep) ? firstStep % EpochPlan.WINDOW_STEPS : 0;
            window.subList(0, skipped).clear();
        }

        private StepBatches share(int stepInEpoch, List<EpochSequence.Row> rows) {
            int[] places = IntStream.range(0, rows.size()).toArray();
            List<MicroBatch> mine = new ArrayList<>();
            for (int slot = world.rank(); slot < plan.slots(rows.size()); slot += world.size()) {
                List<Example> examples = Arrays.stream(plan.slot(places, slot))
                        .mapToObj(place -> rows.get(place).example())
                        .toList();
                mine.add(new MicroBatch(slot, HostBatches.pad(examples, shape.padTokenId())));
            }
            return new StepBatches(plan.epoch(), stepInEpoch, mine);
        }
    }
}
