package io.joyul.batch;

import io.joyul.shard.ShardFileReader;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Gives one lane's rows of each step. Holds the blocks of the lane in one pool. */
final class LaneReader implements AutoCloseable {
    private final EpochPlan plan;
    private final List<EpochPlan.Block> sequence;
    private final int lane;
    private final int packLength;
    private final ShardReader reader;
    private final List<ShardFile> files;

    private final List<ShardRows> held = new ArrayList<>();
    private final Deque<StepRows> ready = new ArrayDeque<>();
    private EpochPlan.Part part;
    private RowSelection rows;
    private int window;

    /**
     * @param sequence of the plan's blocks
     * @param packLength tokens in a pack; 0: rows are not packed
     * @param firstStep to give rows for; pools before it are not read
     */
    LaneReader(
            EpochPlan plan,
            List<EpochPlan.Block> sequence,
            int lane,
            int packLength,
            ShardReader reader,
            List<ShardFile> files,
            int firstStep) {
        this.plan = plan;
        this.sequence = sequence;
        this.lane = lane;
        this.packLength = packLength;
        this.reader = reader;
        this.files = files;
        this.part = plan.part(plan.poolOf(firstStep), lane);
        this.rows = loaded(part);
        int skipped = firstStep % plan.stepsPerPool();
        this.window = skipped / EpochPlan.WINDOW_STEPS;
        openWindow();
        for (int step = 0; step < skipped % EpochPlan.WINDOW_STEPS; step++) {
            ready.remove();
        }
    }

    /** The lane's rows of the next step; good until the step after it is asked for. */
    StepRows next() {
        if (ready.isEmpty()) {
            if (window == part.windows()) {
                // The last pool's rows must be free before the next are read, or two would be in memory.
                close();
                part = plan.part(part.pool() + 1, lane);
                rows = loaded(part);
                window = 0;
            }
            openWindow();
        }
        return ready.remove();
    }

    /** Gives the memory of the pool's blocks back; rows that it gave can no longer be read. */
    @Override
    public void close() {
        rows = RowSelection.none();
        ready.clear();
        held.forEach(ShardRows::close);
        held.clear();
    }

    private void openWindow() {
        RowSelection inWindow = rows.range(plan.windowStart(part, window), plan.windowStart(part, window + 1));
        if (packLength == 0) {
            for (int[] places : plan.steps(part, window, inWindow.lengths())) {
                ready.add(StepRows.single(inWindow.at(places)));
            }
        } else {
            for (List<int[]> packs : plan.packs(part, window, inWindow.lengths(), packLength)) {
                ready.add(StepRows.packed(inWindow, packs));
            }
        }
        window++;
    }

    private RowSelection loaded(EpochPlan.Part wanted) {
        try {
            return load(wanted);
        } catch (RuntimeException e) {
            held.forEach(ShardRows::close);
            throw e;
        }
    }

    private RowSelection load(EpochPlan.Part wanted) {
        ShardRows[] blocks = new ShardRows[wanted.rows()];
        int[] indices = new int[wanted.rows()];
        int[] starts = new int[wanted.rows()];
        int[] lengths = new int[wanted.rows()];
        long end = wanted.first() + wanted.rows();
        List<EpochPlan.Block> overlapping = sequence.subList(blockAt(wanted.first()), sequence.size()).stream()
                .takeWhile(block -> block.first() < end)
                .sorted(Comparator.comparingInt(EpochPlan.Block::shard).thenComparingInt(EpochPlan.Block::block))
                .toList();
        for (int i = 0; i < overlapping.size(); ) {
            int shard = overlapping.get(i).shard();
            try (ShardFileReader file = reader.open(files.get(shard))) {
                for (; i < overlapping.size() && overlapping.get(i).shard() == shard; i++) {
                    EpochPlan.Block block = overlapping.get(i);
                    ShardRows content = file.block(block.block());
                    held.add(content);
                    int from = (int) Math.max(0, wanted.first() - block.first());
                    int to = (int) Math.min(block.rows(), end - block.first());
                    int at = (int) (block.first() + from - wanted.first());
                    Arrays.fill(blocks, at, at + to - from, content);
                    for (int row = from; row < to; row++) {
                        indices[at + row - from] = row;
                        starts[at + row - from] = content.start(row);
                        lengths[at + row - from] = content.length(row);
                    }
                }
            }
        }
        return new RowSelection(blocks, indices, starts, lengths).at(plan.rowOrder(wanted));
    }

    /** The block that holds a place of the sequence. */
    private int blockAt(long place) {
        int low = 0;
        int high = sequence.size();
        while (low + 1 < high) {
            int middle = (low + high) >>> 1;
            if (sequence.get(middle).first() <= place) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
