package io.joyul.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void ticksAreRoundAndHoldTheData() {
        Axis axis = Axis.covering(0.31, 0.68, 5, 1e-6, 0, 100);
        assertThat(labels(axis, Axis.Unit.NUMBER)).containsExactly("0.3", "0.4", "0.5", "0.6", "0.7");
        assertThat(labels(axis, Axis.Unit.SHARE)).containsExactly("30 %", "40 %", "50 %", "60 %", "70 %");
    }

    @Test
    void ticksTellEachOtherApart() {
        for (double span : new double[] {1e-4, 3e-3, 0.02, 0.11, 0.6, 1, 2.4, 13, 99, 1_234, 1e6}) {
            for (double low : new double[] {0, 0.5, 7}) {
                Axis axis = Axis.covering(low, low + span, 5, 1e-6, 0, 100);
                assertThat(labels(axis, Axis.Unit.NUMBER)).doesNotHaveDuplicates();
                assertThat(axis.low()).isLessThanOrEqualTo(low + 1e-9);
                assertThat(axis.high()).isGreaterThanOrEqualTo(low + span - 1e-6 * span);
                assertThat(axis.ticks()).hasSizeBetween(2, 8);
            }
        }
    }

    @Test
    void smallNumbersAreShort() {
        Axis axis = Axis.covering(0, 2e-4, 5, 1e-6, 0, 100);
        assertThat(labels(axis, Axis.Unit.SMALL)).containsExactly("0", "5e-5", "1e-4", "1.5e-4", "2e-4");
    }

    @Test
    void wholeThingsGetWholeTicks() {
        Axis axis = Axis.covering(0, 3, 6, 1, 0, 100);
        assertThat(labels(axis, Axis.Unit.NUMBER)).containsExactly("0", "1", "2", "3");
    }

    @Test
    void aSingleValueStillHasARange() {
        for (double value : new double[] {0, 0.5, -3, 1e9}) {
            Axis axis = Axis.covering(value, value, 5, 1e-6, 0, 100);
            assertThat(axis.high()).isGreaterThan(axis.low());
            assertThat(axis.pixel(value)).isBetween(0.0, 100.0);
        }
    }

    private static List<String> labels(Axis axis, Axis.Unit unit) {
        return axis.ticks().stream().map(tick -> axis.label(tick, unit)).toList();
    }
}
