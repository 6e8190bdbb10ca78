package io.joyul.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    @Test
    void keepsWhatDoublesWouldLose() {
        ExactSum sum = new ExactSum();
        sum.add(1e100);
        sum.add(1);
        sum.add(-1e100);
        assertThat(sum.value()).isEqualTo(1.0);
    }

    @Test
    void nothingAddsUpToZero() {
        assertThat(new ExactSum().value()).isZero();
    }

    @Test
    void tiesAreDecidedByWhatLiesBelow() {
        ExactSum sum = new ExactSum();
        sum.add(1);
        sum.add(0x1p-53);
        sum.add(0x1p-120);
        assertThat(sum.value()).isEqualTo(Math.nextUp(1.0));
    }

    @Test
    void agreesWithDecimalArithmeticHoweverItIsGrouped() {
        long seed = Predictions.seed();
        Random random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            BigDecimal exact = BigDecimal.ZERO;
            ExactSum left = new ExactSum();
            ExactSum right = new ExactSum();
            for (int i = 0; i < 50; i++) {
                double value = random.nextGaussian() * Math.pow(2, random.nextInt(200) - 100);
                exact = exact.add(new BigDecimal(value));
                (random.nextBoolean() ? left : right).add(value);
            }
            left.merge(right);
            assertThat(left.value()).as("seed %d", seed).isEqualTo(exact.doubleValue());
        }
    }
}
