package io.joyul.mask;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Span corruption as in T5 (Raffel et al. 2020, https://arxiv.org/abs/1910.10683, section 3.1.4): spans of the text are
 * each replaced by a sentinel of its own; the target is each sentinel followed by what it replaced. A text of n tokens
 * loses {@code round(n × share)}, in {@code round(lost / meanLength)} spans whose lengths are a random partition; it
 * begins with a piece that stays.
 *
 * @param share share of the tokens that are lost, in (0, 1]; the paper's is 0.15
 * @param meanLength tokens of a span on average; the paper's is 3
 * @param sentinels ids in the order of their use; there are never more spans than these
 */
public record SentinelDenoising(double share, double meanLength, List<Integer> sentinels) implements Denoising {

    public SentinelDenoising {
        Denoising.requireNoise(share, meanLength);
        sentinels = List.copyOf(sentinels);
        if (sentinels.isEmpty()) {
            throw new IllegalArgumentException("span corruption needs at least one sentinel");
        }
    }

    @Override
    public Denoised apply(int[] text, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int lost = (int) Math.max(1, Math.min(Math.round(text.length * share), text.length - 1));
        int kept = text.length - lost;
        int spans = (int) Math.max(1, Math.round(lost / meanLength));
        // A text of one token has nothing to keep: one span is all of it.
        spans = Math.max(1, Math.min(Math.min(spans, kept), sentinels.size()));
        int[] lostParts = partition(lost, spans, random);
        int[] keptParts = kept == 0 ? new int[1] : partition(kept, spans, random);
        int[] input = new int[kept + spans];
        int[] labels = new int[lost + spans];
        int from = 0;
        int inputSize = 0;
        int labelSize = 0;
        for (int span = 0; span < spans; span++) {
            System.arraycopy(text, from, input, inputSize, keptParts[span]);
            from += keptParts[span];
            inputSize += keptParts[span];
            input[inputSize++] = sentinels.get(span);
            labels[labelSize++] = sentinels.get(span);
            System.arraycopy(text, from, labels, labelSize, lostParts[span]);
            from += lostParts[span];
            labelSize += lostParts[span];
        }
        return new Denoised(input, labels);
    }

    /** {@code total} as a sum of {@code parts} numbers above 0, each such sum with the same chance. */
    private static int[] partition(int total, int parts, SplittableRandom random) {
        boolean[] cut = new boolean[total - 1];
        Arrays.fill(cut, 0, parts - 1, true);
        for (int i = cut.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            boolean swapped = cut[i];
            cut[i] = cut[other];
            cut[other] = swapped;
        }
        int[] lengths = new int[parts];
        int part = 0;
        for (int i = 0; i < total; i++) {
            lengths[part]++;
            if (i < cut.length && cut[i]) {
                part++;
            }
        }
        return lengths;
    }
}
