package io.joyul.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.tokenize.SpecialTokens;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanMaskingTest {
    private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3, 4);
    private static final int VOCABULARY = 1000;
    private static final long SEED = 20260103;

    private final SpanMasking masking = new SpanMasking(0.15, Corruption.BERT);

    @Test
    void lengthsFollowThePapersDistribution() {
        int draws = 200_000;
        int[] counts = new int[11];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < draws; i++) {
            counts[masking.length(random)]++;
        }
        // P(l) = 0.2 · 0.8^(l−1) / (1 − 0.8^10), with the paper's mean of 3.8
        double mean = 0;
        for (int length = 1; length <= 10; length++) {
            double expected = 0.2 * Math.pow(0.8, length - 1) / (1 - Math.pow(0.8, 10));
            assertThat((double) counts[length] / draws)
                    .as("length %d, seed %d", length, SEED)
                    .isCloseTo(expected, within(0.004));
            mean += (double) length * counts[length] / draws;
        }
        assertThat(mean).as("seed %d", SEED).isCloseTo(3.797, within(0.02));
    }

    @Test
    void spansInATextHaveThoseLengths() {
        // So few spans in so long a text hardly ever touch, so a run of targets is a span.
        int[] ids = GroupMaskingTest.text(2_000_000);
        int[] labels = new SpanMasking(0.02, Corruption.BERT)
                .apply(ids, Groups.ofTokens(ids, SPECIAL), SPECIAL, VOCABULARY, SEED)
                .labels();
        int runs = 0;
        int targets = 0;
        for (int i = 1; i < labels.length; i++) {
            targets += labels[i] == Masked.IGNORED ? 0 : 1;
            runs += labels[i] != Masked.IGNORED && labels[i - 1] == Masked.IGNORED ? 1 : 0;
        }
        assertThat((double) targets / runs).as("seed %d", SEED).isCloseTo(3.8, within(0.1));
    }

    @ParameterizedTest
    @CsvSource({"31, 0.15", "128, 0.15", "31, 0.3", "128, 0.6", "64, 1.0"})
    void meanShareIsTheProbabilityInShortTextsToo(int tokens, double probability) {
        SpanMasking asked = new SpanMasking(probability, Corruption.BERT);
        long targets = 0;
        long ordinary = 0;
        for (long seed = 0; seed < 4000; seed++) {
            int[] labels = asked.apply(
                            GroupMaskingTest.text(tokens),
                            GroupMaskingTest.words(tokens, seed),
                            SPECIAL,
                            VOCABULARY,
                            seed)
                    .labels();
            targets += IntStream.of(labels).filter(l -> l != Masked.IGNORED).count();
            ordinary += tokens - 2;
        }
        assertThat((double) targets / ordinary).isCloseTo(probability, within(0.01));
    }

    @Test
    void aSpanIsOfWholeWordsAndOneFate() {
        for (long seed = 0; seed < 500; seed++) {
            int[] ids = GroupMaskingTest.text(60);
            int[] groups = GroupMaskingTest.words(60, seed);
            Masked masked = new SpanMasking(0.15, new Corruption(0.5, 0)).apply(ids, groups, SPECIAL, VOCABULARY, seed);
            GroupMaskingTest.requireWhole(masked.labels(), groups, seed);
            for (int i = 1; i < groups.length; i++) {
                if (groups[i] == groups[i - 1] && masked.labels()[i] != Masked.IGNORED) {
                    assertThat(masked.inputIds()[i] == SPECIAL.mask())
                            .as("seed %d, token %d", seed, i)
                            .isEqualTo(masked.inputIds()[i - 1] == SPECIAL.mask());
                }
            }
        }
    }

    @Test
    void noSpanReachesOverASpecialToken() {
        int[] ids = {2, 5, 6, 3, 7, 8, 3};
        int[] groups = {-1, 0, 1, -1, 2, 3, -1};
        for (long seed = 0; seed < 200; seed++) {
            int[] labels = new SpanMasking(0.5, Corruption.BERT)
                    .apply(ids, groups, SPECIAL, VOCABULARY, seed)
                    .labels();
            assertThat(new int[] {labels[0], labels[3], labels[6]})
                    .as("seed %d", seed)
                    .containsOnly(Masked.IGNORED);
        }
    }

    @Test
    void sameSeedGivesTheSameAndAnotherAnother() {
        int[] ids = GroupMaskingTest.text(200);
        int[] groups = GroupMaskingTest.words(200, SEED);
        int[] first = masking.apply(ids, groups, SPECIAL, VOCABULARY, 1).labels();
        assertThat(masking.apply(ids, groups, SPECIAL, VOCABULARY, 1).labels()).isEqualTo(first);
        assertThat(masking.apply(ids, groups, SPECIAL, VOCABULARY, 2).labels()).isNotEqualTo(first);
    }

    @Test
    void spansWithoutALengthAreRefused() {
        assertThatThrownBy(() -> new SpanMasking(Unit.WORD, 0.15, 0, 10, Corruption.BERT))
                .hasMessageContaining("have no length");
    }
}
