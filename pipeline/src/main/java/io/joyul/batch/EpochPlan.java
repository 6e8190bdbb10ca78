package io.joyul.batch;

import io.joyul.pack.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The order of one epoch, as arithmetic. It does not know how many ranks there are.
 *
 * <ol>
 *   <li>Shards are shuffled; the blocks of each {@value #SPREAD} that follow one another are shuffled together. Block
 *       after block, that is a sequence of all rows, each once.
 *   <li>The sequence is cut into pools of at most {@code poolRows} rows, each a whole number of steps, and each pool into
 *       lanes, one after the other. A lane gives {@value #LANE_ROWS} rows to each step (one more here and there), so a
 *       step is made of all lanes, and who computes a part of a step reads the blocks of the lanes in it alone.
 *   <li>The rows of a lane in a pool are shuffled, and cut into windows of {@value #WINDOW_STEPS} steps. Inside a window
 *       they are sorted by length and dealt to the steps in the order of one shuffle for all lanes: so rows of like
 *       length meet in a step, in the lane and over the lanes, and little is padding.
 * </ol>
 *
 * <p>Only the last step of an epoch may be smaller than the others; each lane gives its share to that one too.
 *
 * @param shardRows rows of each shard file, in manifest order
 * @param blockRows rows in each block of a file but its last
 * @param globalBatch rows in one optimizer step over all ranks
 * @param poolRows rows that are shuffled together, and held in memory by all ranks together
 */
public record EpochPlan(long[] shardRows, int blockRows, int globalBatch, int poolRows, long seed, int epoch) {
    /** Steps in a window. */
    public static final int WINDOW_STEPS = 50;

    /** Rows that a lane gives to a step: a usual micro-batch, which is best of one lane. */
    public static final int LANE_ROWS = 32;

    /** Shards whose blocks are shuffled together. */
    public static final int SPREAD = 16;

    private static final int MOST_LANES = 4096;
    private static final long SHARD_ORDER = 1;
    private static final long BLOCK_ORDER = 2;
    private static final long ROW_ORDER = 3;
    private static final long STEP_ORDER = 4;
    private static final long PACK_ORDER = 5;

    public EpochPlan {
        if (globalBatch < 1 || blockRows < 1 || poolRows < 1) {
            throw new IllegalArgumentException("global batch " + globalBatch + ", blocks of " + blockRows
                    + " rows and pools of " + poolRows + " must be at least 1");
        }
        shardRows = shardRows.clone();
    }

    @Override
    public long[] shardRows() {
        return shardRows.clone();
    }

    /** Rows in the epoch. */
    public long samples() {
        return LongStream.of(shardRows).sum();
    }

    /** Optimizer steps in the epoch. */
    public int steps() {
        return steps(samples(), globalBatch);
    }

    /** Optimizer steps over so many rows; the last one may have fewer than a whole batch. */
    public static int steps(long samples, int globalBatch) {
        return Math.toIntExact((samples + globalBatch - 1) / globalBatch);
    }

    /** Lanes in each pool. */
    public int lanes() {
        return Math.max(1, Math.min(globalBatch / LANE_ROWS, MOST_LANES));
    }

    /** Where a lane's rows begin in a whole step; they end where the next lane's begin. */
    public int laneStart(int lane) {
        return (int) ((long) globalBatch * lane / lanes());
    }

    private int laneRows(int lane) {
        return laneStart(lane + 1) - laneStart(lane);
    }

    /** A block of a shard and its place in the sequence. */
    public record Block(int shard, int block, long first, int rows) {}

    /** All blocks in the order of the epoch. */
    public List<Block> blocks() {
        int[] shards = permutation(shardRows.length, random(SHARD_ORDER, 0, 0));
        List<Block> sequence = new ArrayList<>();
        long first = 0;
        for (int from = 0; from < shards.length; from += SPREAD) {
            List<Block> together = new ArrayList<>();
            for (int shard : Arrays.copyOfRange(shards, from, Math.min(from + SPREAD, shards.length))) {
                for (long start = 0; start < shardRows[shard]; start += blockRows) {
                    int rows = (int) Math.min(blockRows, shardRows[shard] - start);
                    together.add(new Block(shard, Math.toIntExact(start / blockRows), 0, rows));
                }
            }
            for (int place : permutation(together.size(), random(BLOCK_ORDER, from, 0))) {
                Block block = together.get(place);
                sequence.add(new Block(block.shard(), block.block(), first, block.rows()));
                first += block.rows();
            }
        }
        return sequence;
    }

    /** Steps in a pool; fewer in the last. */
    public int stepsPerPool() {
        return Math.max(1, poolRows / globalBatch);
    }

    /** The pool that a step takes its rows from. */
    public int poolOf(int step) {
        return step / stepsPerPool();
    }

    /**
     * A lane's rows in a pool: a stretch of the sequence.
     *
     * @param first place of its first row in the sequence
     * @param wholeSteps of the pool
     * @param steps of the pool: one more than the whole ones in a pool that ends with the epoch's smaller one
     */
    public record Part(int pool, int lane, long first, int rows, int wholeSteps, int steps) {
        /** Windows that the part is cut into. */
        public int windows() {
            return (steps + WINDOW_STEPS - 1) / WINDOW_STEPS;
        }
    }

    /** A lane's part of a pool. */
    public Part part(int pool, int lane) {
        long start = (long) pool * stepsPerPool() * globalBatch;
        long rows = Math.min((long) stepsPerPool() * globalBatch, samples() - start);
        long whole = rows / globalBatch;
        long rest = rows % globalBatch;
        long first = whole * laneStart(lane) + restStart(rest, lane);
        long end = whole * laneStart(lane + 1) + restStart(rest, lane + 1);
        return new Part(
                pool,
                lane,
                start + first,
                Math.toIntExact(end - first),
                Math.toIntExact(whole),
                Math.toIntExact(whole + (rest > 0 ? 1 : 0)));
    }

    private long restStart(long rest, int lane) {
        return rest * laneStart(lane) / globalBatch;
    }

    /** A permutation of a part's rows. */
    public int[] rowOrder(Part part) {
        return permutation(part.rows(), random(ROW_ORDER, part.pool(), part.lane()));
    }

    /** Where a window's rows begin in the shuffled part; they end where the next window's begin. */
    public int windowStart(Part part, int window) {
        return (int) Math.min((long) window * WINDOW_STEPS * laneRows(part.lane()), part.rows());
    }

    /**
     * What a lane gives to each step of a window.
     *
     * @param lengths of the window's rows, in their shuffled order
     * @return for each step the rows that it takes, as places in the window, the longest first
     */
    public List<int[]> steps(Part part, int window, int[] lengths) {
        int[] byLength = longestFirst(lengths);
        int each = laneRows(part.lane());
        int steps = Math.min(WINDOW_STEPS, part.steps() - window * WINDOW_STEPS);
        int whole = Math.min(WINDOW_STEPS, part.wholeSteps() - window * WINDOW_STEPS);
        List<int[]> batches = new ArrayList<>();
        for (int batch : stepOrder(part.pool(), window, whole)) {
            batches.add(Arrays.copyOfRange(byLength, batch * each, (batch + 1) * each));
        }
        if (whole < steps) {
            batches.add(Arrays.copyOfRange(byLength, whole * each, byLength.length));
        }
        return batches;
    }

    /**
     * What a lane gives to each step of a window where examples are packed: packs over the whole window, dealt to its
     * steps evenly and in no order of their lengths. So a step has about {@code globalBatch} rows, not exactly.
     *
     * @param packLength tokens in a pack
     * @return for each step its packs, each the rows in it as places in the window
     */
    public List<List<int[]>> packs(Part part, int window, int[] lengths, int packLength) {
        int steps = Math.min(WINDOW_STEPS, part.steps() - window * WINDOW_STEPS);
        List<int[]> packs = Packing.pack(lengths, packLength, steps);
        int[] order = permutation(packs.size(), random(PACK_ORDER + part.lane(), part.pool(), window));
        List<List<int[]>> dealt = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            int from = (int) ((long) packs.size() * step / steps);
            int to = (int) ((long) packs.size() * (step + 1) / steps);
            dealt.add(Arrays.stream(order, from, to).mapToObj(packs::get).toList());
        }
        return dealt;
    }

    /** The order in which a window's steps take rows, from the longest (0) on; the same for all lanes. */
    int[] stepOrder(int pool, int window, int steps) {
        return permutation(steps, random(STEP_ORDER, pool, window));
    }

    private static int[] longestFirst(int[] lengths) {
        // By counting: a length is bounded by the model's positions, and a window has many rows of each.
        int longest = IntStream.of(lengths).max().orElse(0);
        // Where the next row that is so much shorter than the longest goes.
        int[] next = new int[longest + 2];
        for (int length : lengths) {
            next[longest - length + 1]++;
        }
        for (int shorter = 1; shorter < next.length; shorter++) {
            next[shorter] += next[shorter - 1];
        }
        int[] order = new int[lengths.length];
        for (int place = 0; place < lengths.length; place++) {
            order[next[longest - lengths[place]]++] = place;
        }
        return order;
    }

    private SplittableRandom random(long purpose, long part, long subpart) {
        long state = new SplittableRandom(seed).nextLong() + epoch;
        for (long next : new long[] {purpose, part, subpart}) {
            state = new SplittableRandom(state).nextLong() + next;
        }
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
