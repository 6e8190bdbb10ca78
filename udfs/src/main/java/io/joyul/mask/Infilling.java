package io.joyul.mask;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Text infilling as in BART (Lewis et al. 2020, https://arxiv.org/abs/1910.13461): spans whose lengths follow a Poisson
 * distribution are each replaced by one mask token, whatever their length; a span of no length puts a mask token in. The
 * target is the whole text.
 *
 * @param share share of the tokens that are lost, in (0, 1]; the paper's is 0.3
 * @param meanLength mean of the Poisson distribution, in tokens; the paper's is 3
 * @param mask the id of the mask token
 */
public record Infilling(double share, double meanLength, int mask) implements Denoising {

    public Infilling {
        Denoising.requireNoise(share, meanLength);
    }

    @Override
    public Denoised apply(int[] text, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int lost = (int) Math.max(1, Math.min(Math.round(text.length * share), text.length));
        int[] lengths = lengths(lost, random);
        int kept = text.length - lost;
        int[] gaps = gaps(kept, lengths.length, random);
        int[] input = new int[kept + lengths.length];
        int from = 0;
        int size = 0;
        for (int span = 0; span <= lengths.length; span++) {
            System.arraycopy(text, from, input, size, gaps[span]);
            from += gaps[span];
            size += gaps[span];
            if (span < lengths.length) {
                input[size++] = mask;
                from += lengths[span];
            }
        }
        return new Denoised(input, text.clone());
    }

    /** Draws until {@code lost} tokens are spoken for; the last span is cut to what is left. */
    private int[] lengths(int lost, SplittableRandom random) {
        int[] lengths = new int[lost];
        int count = 0;
        for (int left = lost; left > 0; ) {
            int length = Math.min(poisson(random), left);
            if (count == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            lengths[count++] = length;
            left -= length;
        }
        return Arrays.copyOf(lengths, count);
    }

    /** By inversion: the first number at which the summed chances pass the draw. */
    int poisson(SplittableRandom random) {
        double draw = random.nextDouble();
        double chance = Math.exp(-meanLength);
        double sum = chance;
        int number = 0;
        while (draw >= sum && number < 1000) {
            number++;
            chance *= meanLength / number;
            sum += chance;
        }
        return number;
    }

    /** Deals the tokens that stay to the gaps before, between and after the spans. */
    private static int[] gaps(int kept, int spans, SplittableRandom random) {
        int[] cuts = new int[spans];
        for (int i = 0; i < spans; i++) {
            cuts[i] = random.nextInt(kept + 1);
        }
        Arrays.sort(cuts);
        int[] gaps = new int[spans + 1];
        int before = 0;
        for (int i = 0; i < spans; i++) {
            gaps[i] = cuts[i] - before;
            before = cuts[i];
        }
        gaps[spans] = kept - before;
        return gaps;
    }
}
