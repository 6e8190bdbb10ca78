package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;
import java.util.SplittableRandom;

/**
 * Targets are spans of whole words whose lengths follow a geometric distribution cut at a longest one (SpanBERT, Joshi et
 * al. 2020, https://arxiv.org/abs/1907.10529): {@code P(l) ∝ stop (1 − stop)^(l − 1)} for {@code l = 1 … longest}, with
 * a mean of 3.8 words for the paper's 0.2 and 10. All tokens of a span share one fate: hidden, random or left.
 *
 * <p>Spans are put down until the probability's share of the tokens is spent. The word that would spend too much is taken
 * with the chance that makes the mean share come out right, so that short texts are not masked more than long ones.
 *
 * @param unit what a word is
 * @param probability share of the tokens that become targets, in [0, 1]
 * @param stop chance that a span ends after any of its words, in (0, 1]
 * @param longest words in the longest span
 */
public record SpanMasking(Unit unit, double probability, double stop, int longest, Corruption corruption)
        implements MaskingStrategy {
    /** Places tried for one span before a shorter one is drawn. */
    private static final int TRIES = 20;

    public SpanMasking {
        Shares.requireProbability(probability);
        if (!(stop > 0 && stop <= 1) || longest < 1) {
            throw new IllegalArgumentException(
                    "spans that end with chance " + stop + ", of at most " + longest + " words, have no length");
        }
    }

    /** The paper's spans of words. */
    public SpanMasking(double probability, Corruption corruption) {
        this(Unit.WORD, probability, 0.2, 10, corruption);
    }

    @Override
    public Masked apply(int[] inputIds, int[] groups, SpecialTokens special, int vocabularySize, long seed) {
        Masking masking = new Masking(inputIds, groups, special, vocabularySize, seed);
        Spending spending = new Spending(masking);
        for (int misses = 0; spending.left > 0 && misses < TRIES; ) {
            int length = Math.min(length(masking.random()), masking.size());
            int first = spending.free(length);
            if (first < 0) {
                misses++;
            } else {
                spending.cover(first, length);
            }
        }
        spending.fill();
        return masking.result();
    }

    /** A length in words, by inversion of the cut distribution. */
    int length(SplittableRandom random) {
        double whole = 1 - Math.pow(1 - stop, longest);
        double draw = random.nextDouble() * whole;
        double sum = 0;
        for (int length = 1; length < longest; length++) {
            sum += stop * Math.pow(1 - stop, length - 1);
            if (draw < sum) {
                return length;
            }
        }
        return longest;
    }

    /** The tokens that may still become targets, and how they are spent. */
    private final class Spending {
        private final Masking masking;
        private int left;
        private boolean any;

        Spending(Masking masking) {
            this.masking = masking;
            // The fraction of a token that is over is one token with that chance.
            this.left = (int)
                    Math.floor(masking.tokens() * probability + masking.random().nextDouble());
        }

        /** The first word of a free place for a span, or −1 when none was found. */
        int free(int length) {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                int first = masking.random().nextInt(masking.size() - length + 1);
                if (isFree(first, length)) {
                    return first;
                }
            }
            return -1;
        }

        private boolean isFree(int first, int length) {
            for (int word = first; word < first + length; word++) {
                if (masking.isTarget(masking.start(word)) || (word > first && !masking.adjoins(word))) {
                    return false;
                }
            }
            return true;
        }

        void cover(int first, int length) {
            int words = 0;
            while (words < length && left > 0) {
                int tokens = masking.length(first + words);
                if (tokens > left && masking.random().nextInt(tokens) >= left) {
                    left = 0;
                } else {
                    words++;
                    left = Math.max(0, left - tokens);
                }
            }
            if (words > 0) {
                corruption.together(masking.start(first), masking.end(first + words - 1), masking);
                any = true;
            }
        }

        /** Spends what no span had room for on single words, and sees to it that there is a target. */
        void fill() {
            if (left == 0 && !any && masking.size() > 0) {
                int word = masking.random().nextInt(masking.size());
                corruption.together(masking.start(word), masking.end(word), masking);
                return;
            }
            for (int word = 0; word < masking.size() && left > 0; word++) {
                if (!masking.isTarget(masking.start(word))) {
                    cover(word, 1);
                }
            }
        }
    }
}
