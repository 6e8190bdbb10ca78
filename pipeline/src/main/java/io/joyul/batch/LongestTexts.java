package io.joyul.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Made-up batches of the longest texts that a data set allows, to see what the largest micro-batch costs.
 *
 * @param maxLength tokens of a text
 * @param packLength tokens of a pack of texts, which is then what a micro-batch counts; 0: it counts texts
 * @param targets whether each token has a label of its own, of which one in six is a target; else each text has one
 */
public record LongestTexts(int maxLength, int packLength, boolean targets) {
    private static final int EVERY = 6;

    /**
     * A micro-batch of so many texts or packs. All tokens are 1, and so are the targets; the classes are 0.
     */
    public HostBatch batch(int items) {
        List<Integer> lengths = new ArrayList<>();
        for (int item = 0; item < items; item++) {
            for (int left = Math.max(packLength, maxLength); left > 0; left -= maxLength) {
                lengths.add(Math.min(left, maxLength));
            }
        }
        int[] tokens = new int[lengths.stream().mapToInt(length -> length).sum()];
        Arrays.fill(tokens, 1);
        int[] labels = new int[targets ? tokens.length : lengths.size()];
        if (targets) {
            Arrays.setAll(labels, at -> at % EVERY == 0 ? 1 : HostBatches.IGNORED);
        }
        return new HostBatch(
                new long[lengths.size()],
                lengths.stream().mapToInt(length -> length).toArray(),
                tokens,
                labels);
    }

    /** Tokens of one text or pack. */
    public int tokens() {
        return Math.max(packLength, maxLength);
    }
}
