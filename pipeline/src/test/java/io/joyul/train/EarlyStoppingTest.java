package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    private static List<TrainingHistory.Epoch> losses(double... losses) {
        List<TrainingHistory.Epoch> epochs = new ArrayList<>();
        for (double loss : losses) {
            epochs.add(new TrainingHistory.Epoch(epochs.size() + 1, 10 * (epochs.size() + 1), loss, 1 - loss));
        }
        return epochs;
    }

    @Test
    void aRunEndsAfterAsManyEpochsWithoutABetterLossAsThePatienceAllows() {
        EarlyStopping stopping = new EarlyStopping(2, 0, EarlyStopping.Metric.DEV_LOSS);
        assertThat(stopping.isOver(List.of())).isFalse();
        assertThat(stopping.isOver(losses(0.9, 0.8, 0.8))).isFalse();
        assertThat(stopping.isOver(losses(0.9, 0.8, 0.8, 0.85))).isTrue();
        assertThat(stopping.isOver(losses(0.9, 0.8, 0.85, 0.7, 0.75))).isFalse();
        assertThat(stopping.best(losses(0.9, 0.8, 0.8, 0.85)))
                .hasValueSatisfying(epoch -> assertThat(epoch.epoch()).isEqualTo(2));
    }

    @Test
    void aFigureThatIsBetterByLessThanTheLeastDoesNotCount() {
        assertThat(new EarlyStopping(2, 0.1, EarlyStopping.Metric.DEV_LOSS).isOver(losses(0.9, 0.85, 0.82)))
                .isTrue();
        assertThat(new EarlyStopping(2, 0.01, EarlyStopping.Metric.DEV_ACCURACY).isOver(losses(0.9, 0.85, 0.82)))
                .isFalse();
    }

    @Test
    void aLossThatIsNoNumberIsNeverBetter() {
        EarlyStopping stopping = new EarlyStopping(2, 0, EarlyStopping.Metric.DEV_LOSS);
        assertThat(stopping.isOver(losses(Double.NaN, Double.NaN))).isTrue();
        assertThat(stopping.isOver(losses(Double.NaN, 0.5, Double.NaN))).isFalse();
        assertThat(EarlyStopping.never().isOver(losses(Double.NaN, 0.5, 0.6, 0.7)))
                .isFalse();
    }
}
