package io.joyul.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.tokenize.SpecialTokens;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupMaskingTest {
    private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3, 4);
    private static final int VOCABULARY = 1000;
    private static final long SEED = 20260102;

    /** Words of one to five tokens in a row, between the two tokens that frame a text. */
    static int[] words(int tokens, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] groups = new int[tokens];
        int word = 0;
        int left = 0;
        for (int i = 0; i < tokens; i++) {
            if (left == 0) {
                left = 1 + random.nextInt(5);
                word++;
            }
            left--;
            groups[i] = i == 0 || i == tokens - 1 ? Groups.NONE : word;
        }
        return groups;
    }

    static int[] text(int tokens) {
        return IntStream.range(0, tokens)
                .map(i -> i == 0 ? SPECIAL.cls() : i == tokens - 1 ? SPECIAL.sep() : 5 + i % 900)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.15, 0.4, 0.9})
    void meanShareIsTheProbability(double probability) {
        int[] ids = text(200_000);
        int[] groups = words(200_000, SEED);
        Masked masked =
                new GroupMasking(Unit.WORD, probability, Corruption.BERT).apply(ids, groups, SPECIAL, VOCABULARY, SEED);
        long targets =
                IntStream.of(masked.labels()).filter(l -> l != Masked.IGNORED).count();
        assertThat((double) targets / ids.length).as("seed %d", SEED).isCloseTo(probability, within(0.01));
    }

    @Test
    void sharesOfTheTargetsAreThoseAskedFor() {
        int[] ids = text(200_000);
        Masked masked = new GroupMasking(Unit.WORD, 0.5, new Corruption(0.6, 0.3))
                .apply(ids, words(200_000, SEED), SPECIAL, VOCABULARY, SEED);
        int targets = 0;
        int hidden = 0;
        int left = 0;
        for (int i = 0; i < ids.length; i++) {
            if (masked.labels()[i] != Masked.IGNORED) {
                targets++;
                hidden += masked.inputIds()[i] == SPECIAL.mask() ? 1 : 0;
                left += masked.inputIds()[i] == ids[i] ? 1 : 0;
            }
        }
        assertThat((double) hidden / targets).as("seed %d", SEED).isCloseTo(0.6, within(0.01));
        assertThat((double) left / targets).as("seed %d", SEED).isCloseTo(0.1, within(0.01));
    }

    @Test
    void aWordIsATargetWholeOrNotAtAll() {
        for (long seed = 0; seed < 300; seed++) {
            int[] ids = text(60);
            int[] groups = words(60, seed);
            int[] labels = new GroupMasking(Unit.WORD, 0.15, Corruption.BERT)
                    .apply(ids, groups, SPECIAL, VOCABULARY, seed)
                    .labels();
            requireWhole(labels, groups, seed);
            assertThat(labels[0]).isEqualTo(Masked.IGNORED);
            assertThat(labels[59]).isEqualTo(Masked.IGNORED);
            assertThat(IntStream.of(labels).anyMatch(label -> label != Masked.IGNORED))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    static void requireWhole(int[] labels, int[] groups, long seed) {
        for (int i = 1; i < groups.length; i++) {
            if (groups[i] != Groups.NONE && groups[i] == groups[i - 1]) {
                assertThat(labels[i] == Masked.IGNORED)
                        .as("seed %d, token %d", seed, i)
                        .isEqualTo(labels[i - 1] == Masked.IGNORED);
            }
        }
    }

    @Test
    void anUnknownTokenWithinAWordIsNoTarget() {
        int[] labels = new GroupMasking(Unit.WORD, 1, Corruption.BERT)
                .apply(new int[] {2, 7, 1, 8, 3}, new int[] {-1, 0, 0, 0, -1}, SPECIAL, VOCABULARY, SEED)
                .labels();
        assertThat(labels).containsExactly(-100, 7, -100, 8, -100);
    }

    @Test
    void tokensWithoutAsManyGroupsAreRefused() {
        GroupMasking masking = new GroupMasking(Unit.WORD, 0.15, Corruption.BERT);
        assertThatThrownBy(() -> masking.apply(new int[] {5, 6}, new int[] {0}, SPECIAL, VOCABULARY, SEED))
                .hasMessageContaining("2 tokens with 1 groups");
        assertThatThrownBy(() -> new GroupMasking(Unit.WORD, 1.5, Corruption.BERT))
                .hasMessageContaining("no share of a whole");
    }
}
