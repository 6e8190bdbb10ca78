package io.joyul.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.mask.SegmentPairs.Passage;
import io.joyul.mask.SegmentPairs.Relation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentPairsTest {
    private static final List<Passage> STRANGERS = List.of(
            new Passage(7, IntStream.range(9000, 9040).toArray()),
            new Passage(1, IntStream.range(100, 140).toArray()));

    /** Sentences of ten tokens that count on, so that what follows what can be seen. */
    private static List<int[]> document(int sentences) {
        return IntStream.range(0, sentences)
                .mapToObj(i -> IntStream.range(100 + 10 * i, 110 + 10 * i).toArray())
                .toList();
    }

    private static boolean follows(SegmentPair pair) {
        return pair.second()[0] == pair.first()[pair.first().length - 1] + 1;
    }

    @Test
    void labelsSayWhetherTheSecondFollowsTheFirst() {
        SegmentPairs maker = new SegmentPairs(Relation.NEXT_SENTENCE, 60, 0);
        int wrong = 0;
        int all = 0;
        for (long seed = 0; seed < 500; seed++) {
            for (SegmentPair pair : maker.of(1, document(30), STRANGERS, seed)) {
                assertThat(follows(pair)).as("seed %d", seed).isEqualTo(pair.label() == 0);
                assertThat(pair.first().length + pair.second().length).isLessThanOrEqualTo(60);
                if (pair.label() == 1) {
                    assertThat(pair.second()[0]).as("another document's").isEqualTo(9000);
                }
                wrong += pair.label();
                all++;
            }
        }
        // Cases are wrong half of the time; what a wrong one leaves over makes further pairs.
        assertThat((double) wrong / all).isCloseTo(0.5, within(0.05));
    }

    @Test
    void swappedPassagesAreLabelledSo() {
        SegmentPairs maker = new SegmentPairs(Relation.SENTENCE_ORDER, 60, 0.1);
        int swapped = 0;
        int all = 0;
        for (long seed = 0; seed < 500; seed++) {
            for (SegmentPair pair : maker.of(1, document(30), List.of(), seed)) {
                int[] before = pair.label() == 0 ? pair.first() : pair.second();
                int[] after = pair.label() == 0 ? pair.second() : pair.first();
                assertThat(before[before.length - 1]).as("seed %d", seed).isLessThan(after[0]);
                swapped += pair.label();
                all++;
            }
        }
        assertThat((double) swapped / all).isCloseTo(0.5, within(0.03));
    }

    @Test
    void everySentenceIsUsedWhenNothingIsTakenFromElsewhere() {
        List<SegmentPair> pairs = new SegmentPairs(Relation.NEXT_SENTENCE, 60, 0).of(1, document(30), List.of(), 3);
        int[] all = pairs.stream()
                .flatMapToInt(pair -> IntStream.concat(Arrays.stream(pair.first()), Arrays.stream(pair.second())))
                .toArray();
        assertThat(pairs).allMatch(pair -> pair.label() == 0);
        assertThat(all).isEqualTo(IntStream.range(100, 400).toArray());
    }

    @Test
    void aDocumentOfOneSentenceHasNoPair() {
        assertThat(new SegmentPairs(Relation.SENTENCE_ORDER, 60, 0).of(1, document(1), List.of(), 3))
                .isEmpty();
    }

    @Test
    void sentencesLongerThanTheRoomAreCut() {
        List<int[]> sentences = List.of(
                IntStream.range(0, 500).toArray(), IntStream.range(500, 900).toArray());
        List<SegmentPair> pairs = new SegmentPairs(Relation.SENTENCE_ORDER, 60, 0).of(1, sentences, List.of(), 3);
        assertThat(pairs).hasSize(1);
        assertThat(pairs.get(0).first()).hasSize(30);
        assertThat(pairs.get(0).second()).hasSize(30);
    }
}
