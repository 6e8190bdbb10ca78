package io.joyul.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.tokenize.SpecialTokens;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenMaskingTest {
    private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3, 4);
    private static final int VOCABULARY = 1000;
    private static final long SEED = 20260101;

    private final MaskingStrategy masking = new TokenMasking(0.15, 0.8, 0.1);

    @Test
    void sharesAreThoseAskedFor() {
        int[] ids = IntStream.range(0, 200_000).map(i -> 5 + i % 900).toArray();
        Masked masked = masking.apply(ids, SPECIAL, VOCABULARY, SEED);
        int targets = 0;
        int hidden = 0;
        int kept = 0;
        for (int i = 0; i < ids.length; i++) {
            if (masked.labels()[i] == Masked.IGNORED) {
                assertThat(masked.inputIds()[i]).isEqualTo(ids[i]);
                continue;
            }
            assertThat(masked.labels()[i]).isEqualTo(ids[i]);
            targets++;
            hidden += masked.inputIds()[i] == SPECIAL.mask() ? 1 : 0;
            kept += masked.inputIds()[i] == ids[i] ? 1 : 0;
        }
        assertThat((double) targets / ids.length).as("seed %d", SEED).isCloseTo(0.15, within(0.005));
        assertThat((double) hidden / targets).as("seed %d", SEED).isCloseTo(0.8, within(0.01));
        assertThat((double) kept / targets).as("seed %d", SEED).isCloseTo(0.1, within(0.01));
    }

    @Test
    void specialTokensAreNeverTargets() {
        int[] ids = {2, 1, 4, 0, 3};
        Masked masked = new TokenMasking(1, 1, 0).apply(ids, SPECIAL, VOCABULARY, SEED);
        assertThat(masked.inputIds()).isEqualTo(ids);
        assertThat(masked.labels()).containsOnly(Masked.IGNORED);
    }

    @Test
    void randomTokensAreOrdinaryOnes() {
        int[] ids = new int[20_000];
        Arrays.fill(ids, 7);
        Masked masked = new TokenMasking(1, 0, 1).apply(ids, SPECIAL, 8, SEED);
        assertThat(masked.inputIds()).containsOnly(5, 6, 7);
    }

    @Test
    void thereIsATargetWhereverThereIsAnOrdinaryToken() {
        for (long seed = 0; seed < 500; seed++) {
            int[] labels = masking.apply(new int[] {2, 77, 3}, SPECIAL, VOCABULARY, seed)
                    .labels();
            assertThat(labels).as("seed %d", seed).containsExactly(Masked.IGNORED, 77, Masked.IGNORED);
        }
    }

    @Test
    void sameSeedGivesTheSameResultAndLeavesTheInputAlone() {
        int[] ids = IntStream.range(5, 500).toArray();
        int[] before = ids.clone();
        Masked first = masking.apply(ids, SPECIAL, VOCABULARY, SEED);
        Masked second = masking.apply(ids, SPECIAL, VOCABULARY, SEED);
        Masked other = masking.apply(ids, SPECIAL, VOCABULARY, SEED + 1);
        assertThat(ids).isEqualTo(before);
        assertThat(second.inputIds()).isEqualTo(first.inputIds());
        assertThat(second.labels()).isEqualTo(first.labels());
        assertThat(other.labels()).isNotEqualTo(first.labels());
    }

    @Test
    void sharesThatAreNoSharesAreRefused() {
        assertThatThrownBy(() -> new TokenMasking(0.15, 0.9, 0.2)).hasMessageContaining("no share of a whole");
    }
}
