package io.joyul.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.tokenize.SpecialTokens;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplacedTokensTest {
    private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3, 4);
    private static final long SEED = 20260104;

    @Test
    void labelsSayWhichTokensAreOthers() {
        int[] ids = GroupMaskingTest.text(100_000);
        Masked replaced = new ReplacedTokens(0.15).apply(ids, SPECIAL, 1000, SEED);
        for (int i = 1; i < ids.length - 1; i++) {
            assertThat(replaced.labels()[i]).isEqualTo(ids[i] == replaced.inputIds()[i] ? 0 : 1);
            assertThat(SPECIAL.contains(replaced.inputIds()[i])).isFalse();
        }
        assertThat(replaced.labels()[0]).isEqualTo(Masked.IGNORED);
        assertThat(IntStream.of(replaced.labels()).filter(label -> label == 1).count() / 100_000.0)
                .as("seed %d", SEED)
                .isCloseTo(0.15, within(0.005));
    }

    @Test
    void aGeneratorsReplacementsAreLabelledAlike() {
        Masked labelled = ReplacedTokens.labelled(new int[] {2, 7, 8, 3}, new int[] {2, 7, 9, 3}, SPECIAL);
        assertThat(labelled.labels()).containsExactly(-100, 0, 1, -100);
    }
}
