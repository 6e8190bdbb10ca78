package io.joyul.train;

import io.joyul.batch.BatchSource;
import io.joyul.batch.HostBatch;
import io.joyul.batch.StepBatches;
import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.batch.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Learnable batches made from nothing but a seed: masked tokens are given away by their position. */
final class SyntheticBatches implements BatchSource {
    private static final int IGNORED = -100;

    private final World world;
    private final int stepsPerEpoch;
    private final int slots;
    private final int rows;
    private final int length;
    private final int vocabulary;

    SyntheticBatches(World world, int stepsPerEpoch, int slots, int rows, int length, int vocabulary) {
        this.world = world;
        this.stepsPerEpoch = stepsPerEpoch;
        this.slots = slots;
        this.rows = rows;
        this.length = length;
        this.vocabulary = vocabulary;
    }

    @Override
    public int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    @Override
    public Iterator<StepBatches> epoch(int epoch, int firstStep) {
        return IntStream.range(firstStep, stepsPerEpoch)
                .mapToObj(step -> step(epoch, step))
                .iterator();
    }

    private StepBatches step(int epoch, int step) {
        List<MicroBatch> mine = new ArrayList<>();
        int end = slots * (world.rank() + 1) / world.size();
        for (int slot = slots * world.rank() / world.size(); slot < end; slot++) {
            mine.add(new MicroBatch(slot, batch(epoch * 1_000_003L + step * 1_009L + slot)));
        }
        return new StepBatches(epoch, step, mine);
    }

    HostBatch batch(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] lengths = random.ints(rows, length / 2, length + 1).toArray();
        int[] ids = random.ints(Arrays.stream(lengths).sum(), 5, vocabulary).toArray();
        int[] labels = new int[ids.length];
        Arrays.fill(labels, IGNORED);
        int start = 0;
        for (int tokens : lengths) {
            for (int i = 1; i < tokens; i++) {
                if (random.nextInt(7) == 0) {
                    labels[start + i] = 5 + (i * 7) % (vocabulary - 5);
                    ids[start + i] = 4;
                }
            }
            start += tokens;
        }
        labels[1] = ids[1];
        return new HostBatch(new long[rows], lengths, ids, labels);
    }

    @Override
    public void close() {}
}
