package io.joyul.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DenoisingTest {
    private static final long SEED = 20260105;
    private static final List<Integer> SENTINELS =
            IntStream.range(0, 100).map(i -> 2000 - i).boxed().toList();

    private final Denoising spans = new SentinelDenoising(0.15, 3, SENTINELS);

    @Test
    void targetsPutBackAtTheirSentinelsGiveTheText() {
        for (int length = 1; length < 300; length++) {
            int[] text = IntStream.range(100, 100 + length).toArray();
            Denoised denoised = spans.apply(text, SEED + length);
            assertThat(restored(denoised)).as("seed %d", SEED + length).isEqualTo(text);
        }
    }

    private static int[] restored(Denoised denoised) {
        List<Integer> text = new ArrayList<>();
        int target = 0;
        for (int id : denoised.inputIds()) {
            if (id < 1900) {
                text.add(id);
                continue;
            }
            assertThat(denoised.labels()[target++]).isEqualTo(id);
            while (target < denoised.labels().length && denoised.labels()[target] < 1900) {
                text.add(denoised.labels()[target++]);
            }
        }
        return text.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void asManyTokensInAsManySpansAreLostAsThePaperLoses() {
        // 512 × 0.15 = 76.8, in 77 / 3 spans
        for (long seed = 0; seed < 100; seed++) {
            Denoised denoised = spans.apply(IntStream.range(0, 512).toArray(), seed);
            assertThat(denoised.inputIds()).as("seed %d", seed).hasSize(512 - 77 + 26);
            assertThat(denoised.labels()).as("seed %d", seed).hasSize(77 + 26);
        }
    }

    @Test
    void everyPlaceIsLostAsOftenAsAnother() {
        int[] lost = new int[60];
        int rounds = 20_000;
        for (long seed = 0; seed < rounds; seed++) {
            for (int id : spans.apply(IntStream.range(0, 60).toArray(), seed).labels()) {
                if (id < 60) {
                    lost[id]++;
                }
            }
        }
        // The first stays and the last goes, as the text begins with a kept piece and ends with a lost one.
        assertThat(lost[0]).isZero();
        assertThat(lost[59]).isEqualTo(rounds);
        double middle = IntStream.range(5, 50).map(i -> lost[i]).average().orElseThrow() / rounds;
        assertThat(middle).isCloseTo(0.13, within(0.03));
    }

    @Test
    void thereAreNeverMoreSpansThanSentinels() {
        Denoised denoised = new SentinelDenoising(0.5, 1, List.of(2000, 1999))
                .apply(IntStream.range(0, 100).toArray(), SEED);
        assertThat(IntStream.of(denoised.inputIds()).filter(id -> id >= 1999)).hasSize(2);
        assertThat(denoised.labels()).hasSize(52);
    }

    @Test
    void infillingLosesItsShareAndAsksForTheWholeText() {
        Infilling infilling = new Infilling(0.3, 3, 4);
        for (int length = 1; length < 200; length++) {
            int[] text = IntStream.range(100, 100 + length).toArray();
            Denoised denoised = infilling.apply(text, SEED + length);
            int lost = (int) Math.max(1, Math.round(length * 0.3));
            int[] kept = IntStream.of(denoised.inputIds()).filter(id -> id != 4).toArray();
            assertThat(kept).as("seed %d", SEED + length).hasSize(length - lost).isSorted();
            assertThat(denoised.labels()).isEqualTo(text);
        }
    }

    @Test
    void infilledSpansFollowThePoissonDistribution() {
        Infilling infilling = new Infilling(0.3, 3, 4);
        SplittableRandom random = new SplittableRandom(SEED);
        int draws = 100_000;
        int[] counts = new int[50];
        for (int i = 0; i < draws; i++) {
            counts[infilling.poisson(random)]++;
        }
        double[] expected = {0.0498, 0.1494, 0.2240, 0.2240, 0.1680, 0.1008};
        for (int number = 0; number < expected.length; number++) {
            assertThat((double) counts[number] / draws)
                    .as("%d, seed %d", number, SEED)
                    .isCloseTo(expected[number], within(0.005));
        }
    }

    @Test
    void noiseThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Infilling(0, 3, 4)).hasMessageContaining("must be in (0, 1]");
        assertThatThrownBy(() -> new SentinelDenoising(0.15, 3, List.of())).hasMessageContaining("sentinel");
    }
}
