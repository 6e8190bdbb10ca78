package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepRunTest {
    @ParameterizedTest
    @CsvSource({"0, 1, 8, 8", "0, 2, 8, 8", "0, 4, 2, 4", "1, 2, 8, 2", "3, 2, 4, 6"})
    void aLocalMasterHasRoomForSoManyTrialsOrForAsManyAsThereAreCores(
            int parallel, int mostRanks, int cores, int slots) {
        assertThat(SweepRun.localSlots(parallel, mostRanks, cores)).isEqualTo(slots);
    }
}
