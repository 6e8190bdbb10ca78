package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Every ordinary token is a target with the same chance, independently of the others; most targets are hidden, some
 * swapped for a random token, some left to be seen (Devlin et al. 2019, https://arxiv.org/abs/1810.04805).
 *
 * @param probability chance of a token to be a target, in [0, 1]
 * @param maskShare share of the targets that the mask token replaces
 * @param randomShare share of the targets that a random ordinary token replaces; the rest stay as they are
 */
public record TokenMasking(double probability, double maskShare, double randomShare) implements MaskingStrategy {

    public TokenMasking {
        boolean shares = probability >= 0 && probability <= 1 && maskShare >= 0 && randomShare >= 0;
        if (!shares || maskShare + randomShare > 1 + 1e-9) {
            throw new IllegalArgumentException("masking " + probability + " of the tokens, " + maskShare
                    + " hidden and " + randomShare + " random, is no share of a whole");
        }
    }

    @Override
    public Masked apply(int[] inputIds, SpecialTokens special, int vocabularySize, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] masked = inputIds.clone();
        int[] labels = new int[inputIds.length];
        Arrays.fill(labels, Masked.IGNORED);
        boolean any = false;
        for (int i = 0; i < inputIds.length; i++) {
            if (!special.contains(inputIds[i]) && random.nextDouble() < probability) {
                hide(i, masked, labels, special, vocabularySize, random);
                any = true;
            }
        }
        int[] ordinary = any ? new int[0] : ordinaryPlaces(inputIds, special);
        if (ordinary.length > 0) {
            hide(ordinary[random.nextInt(ordinary.length)], masked, labels, special, vocabularySize, random);
        }
        return new Masked(masked, labels);
    }

    private static int[] ordinaryPlaces(int[] inputIds, SpecialTokens special) {
        int[] places = new int[inputIds.length];
        int count = 0;
        for (int i = 0; i < inputIds.length; i++) {
            if (!special.contains(inputIds[i])) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    private void hide(
            int place, int[] masked, int[] labels, SpecialTokens special, int vocabularySize, SplittableRandom random) {
        labels[place] = masked[place];
        double share = random.nextDouble();
        if (share < maskShare) {
            masked[place] = special.mask();
        } else if (share < maskShare + randomShare) {
            // The target itself is ordinary, so a draw of an ordinary token ends.
            do {
                masked[place] = random.nextInt(vocabularySize);
            } while (special.contains(masked[place]));
        }
    }
}
