package io.joyul.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The order of one epoch, as arithmetic.
 *
 * <ol>
 *   <li>Shards are shuffled and dealt, in that order, into pools of at most {@code poolRows} rows.
 *   <li>The rows of a pool are shuffled. Pool after pool, that is the sequence of the epoch: each row once.
 *   <li>The sequence is cut into windows of {@value #WINDOW_STEPS} global batches. Inside a window, rows are sorted by
 *       length and cut into global batches, whose order is shuffled; so rows of like length go together, and little is
 *       padding.
 *   <li>A global batch is cut, in its sorted order, into micro-batches, the slots. Slot {@code s} belongs to rank
 *       {@code s mod size}.
 * </ol>
 *
 * <p>Only the last global batch of an epoch may be smaller than the others, and it is always the last step.
 *
 * @param shardRows rows of each shard file, in manifest order
 * @param globalBatch rows in one optimizer step over all ranks
 * @param microBatch rows in one slot
 * @param poolRows rows that are shuffled together, and held in memory
 */
public record EpochPlan(long[] shardRows, int globalBatch, int microBatch, int poolRows, long seed, int epoch) {
    /** Global batches in a window. */
    public static final int WINDOW_STEPS = 50;

    private static final long SHARD_ORDER = 1;
    private static final long ROW_ORDER = 2;
    private static final long BATCH_ORDER = 3;

    public EpochPlan {
        if (globalBatch < 1 || microBatch < 1 || poolRows < 1) {
            throw new IllegalArgumentException("global batch " + globalBatch + ", micro-batch " + microBatch
                    + " and pool " + poolRows + " must be at least 1");
        }
        shardRows = shardRows.clone();
    }

    /** Rows in the epoch. */
    public long samples() {
        return LongStream.of(shardRows).sum();
    }

    /** Optimizer steps in the epoch. */
    public int steps() {
        return Math.toIntExact((samples() + globalBatch - 1) / globalBatch);
    }

    /**
     * Shards whose rows are shuffled together.
     *
     * @param shards indices into {@code shardRows}
     * @param first position of the pool's first row in the epoch's sequence
     */
    public record Pool(int index, List<Integer> shards, long first, long rows) {
        public Pool {
            shards = List.copyOf(shards);
        }
    }

    /** The pools in the order of the epoch; none is empty. */
    public List<Pool> pools() {
        int[] order = permutation(shardRows.length, random(SHARD_ORDER, 0));
        List<Pool> pools = new ArrayList<>();
        List<Integer> shards = new ArrayList<>();
        long first = 0;
        long rows = 0;
        for (int shard : order) {
            if (!shards.isEmpty() && rows + shardRows[shard] > poolRows) {
                pools.add(new Pool(pools.size(), shards, first, rows));
                first += rows;
                rows = 0;
                shards = new ArrayList<>();
            }
            if (shardRows[shard] > 0) {
                shards.add(shard);
                rows += shardRows[shard];
            }
        }
        if (rows > 0) {
            pools.add(new Pool(pools.size(), shards, first, rows));
        }
        return pools;
    }

    /** A permutation of a pool's rows, which are counted through its shards in their order. */
    public int[] rowOrder(Pool pool) {
        return permutation(Math.toIntExact(pool.rows()), random(ROW_ORDER, pool.index()));
    }

    /** The window that holds a step. */
    public static int windowOf(int step) {
        return step / WINDOW_STEPS;
    }

    /** Position of a window's first row in the epoch's sequence. */
    public long windowStart(int window) {
        return (long) window * WINDOW_STEPS * globalBatch;
    }

    /** Rows of a window; fewer than the others' in the last. */
    public int windowRows(int window) {
        return Math.toIntExact(Math.min((long) WINDOW_STEPS * globalBatch, samples() - windowStart(window)));
    }

    /**
     * The global batches of a window.
     *
     * @param lengths of the window's rows, in sequence
     * @return for each step of the window, the rows it takes, as places in the window, the longest first
     */
    public List<int[]> globalBatches(int window, int[] lengths) {
        int[] byLength = IntStream.range(0, lengths.length)
                .boxed()
                .sorted((a, b) -> lengths[a] != lengths[b] ? lengths[b] - lengths[a] : a - b)
                .mapToInt(Integer::intValue)
                .toArray();
        int full = lengths.length / globalBatch;
        List<int[]> batches = new ArrayList<>();
        for (int batch : permutation(full, random(BATCH_ORDER, window))) {
            batches.add(Arrays.copyOfRange(byLength, batch * globalBatch, (batch + 1) * globalBatch));
        }
        if (full * globalBatch < lengths.length) {
            batches.add(Arrays.copyOfRange(byLength, full * globalBatch, lengths.length));
        }
        return batches;
    }

    /** Slots of a global batch of so many rows. */
    public int slots(int rows) {
        return (rows + microBatch - 1) / microBatch;
    }

    /** The rows of one slot of a global batch. */
    public int[] slot(int[] globalBatchRows, int slot) {
        return Arrays.copyOfRange(
                globalBatchRows, slot * microBatch, Math.min((slot + 1) * microBatch, globalBatchRows.length));
    }

    private SplittableRandom random(long purpose, long part) {
        long state = new SplittableRandom(seed).nextLong() + epoch;
        state = new SplittableRandom(state).nextLong() + purpose;
        state = new SplittableRandom(state).nextLong() + part;
        return new SplittableRandom(state);
    }

    /** Fisher and Yates' shuffle of 0 … size − 1. */
    private static int[] permutation(int size, SplittableRandom random) {
        int[] order = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
