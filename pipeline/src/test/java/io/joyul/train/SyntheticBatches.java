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
        for (int slot = world.rank(); slot < slots; slot += world.size()) {
            mine.add(new MicroBatch(slot, batch(epoch * 1_000_003L + step * 1_009L + slot)));
        }
        return new StepBatches(epoch, step, mine);
    }

    HostBatch batch(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] ids = new int[rows * length];
        int[] labels = new int[rows * length];
        int[] lengths = new int[rows];
        Arrays.fill(labels, IGNORED);
        long tokens = 0;
        for (int row = 0; row < rows; row++) {
            lengths[row] = random.nextInt(length / 2, length + 1);
            tokens += lengths[row];
            for (int i = 0; i < lengths[row]; i++) {
                int at = row * length + i;
                ids[at] = random.nextInt(5, vocabulary);
                if (i > 0 && random.nextInt(7) == 0) {
                    labels[at] = 5 + (i * 7) % (vocabulary - 5);
                    ids[at] = 4;
                }
            }
        }
        labels[1] = ids[1];
        return new HostBatch(rows, length, new long[rows], ids, lengths, labels, tokens);
    }

    @Override
    public void close() {}
}
