package io.joyul.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.model.Sequences.Run;
import org.junit.jupiter.api.Test;

class SequencesTest {
    @Test
    void neighboursOfOneLengthAreOneRun() {
        Sequences sequences = new Sequences(new int[] {2, 2, 3, 2});

        assertThat(sequences.runs()).containsExactly(new Run(2, 2), new Run(1, 3), new Run(1, 2));
        assertThat(sequences.starts()).containsExactly(0, 2, 4, 7);
        assertThat(sequences.positionIds()).containsExactly(0, 1, 0, 1, 0, 1, 2, 0, 1);
        assertThat(sequences.tokens()).isEqualTo(9);
    }

    @Test
    void aTextWithoutTokensIsRefused() {
        assertThatThrownBy(() -> new Sequences(new int[] {3, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 tokens");
    }
}
