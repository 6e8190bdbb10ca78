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
    private static final List<Passage> STRANGERS =
            List.of(new Passage(7, words(9000, 9040)), new Passage(1, words(100, 140)));

    /** Sentences of ten tokens that count on, so that what follows what can be seen. */
    private static List<Grouped> document(int sentences) {
        return IntStream.range(0, sentences)
                .mapToObj(i -> words(100 + 10 * i, 110 + 10 * i))
                .toList();
    }

    /** Tokens that count on, each two of which are a word. */
    private static Grouped words(int from, int to) {
        return new Grouped(
                IntStream.range(from, to).toArray(),
                IntStream.range(0, to - from).map(place -> place / 2).toArray());
    }

    private static boolean follows(SegmentPair pair) {
        return pair.second().ids()[0] == pair.first().ids()[pair.first().length() - 1] + 1;
    }

    @Test
    void labelsSayWhetherTheSecondFollowsTheFirst() {
        SegmentPairs maker = new SegmentPairs(Relation.NEXT_SENTENCE, 60, 0);
        int wrong = 0;
        int all = 0;
        for (long seed = 0; seed < 500; seed++) {
            for (SegmentPair pair : maker.of(1, document(30), STRANGERS, seed)) {
                assertThat(follows(pair)).as("seed %d", seed).isEqualTo(pair.label() == 0);
                assertThat(pair.first().length() + pair.second().length()).isLessThanOrEqualTo(60);
                if (pair.label() == 1) {
                    assertThat(pair.second().ids()[0]).as("another document's").isEqualTo(9000);
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
                int[] before = (pair.label() == 0 ? pair.first() : pair.second()).ids();
                int[] after = (pair.label() == 0 ? pair.second() : pair.first()).ids();
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
                .flatMapToInt(pair -> IntStream.concat(
                        Arrays.stream(pair.first().ids()),
                        Arrays.stream(pair.second().ids())))
                .toArray();
        assertThat(pairs).allMatch(pair -> pair.label() == 0);
        assertThat(all).isEqualTo(IntStream.range(100, 400).toArray());
    }

    @Test
    void wordsStayWholeAcrossSentences() {
        for (SegmentPair pair : new SegmentPairs(Relation.SENTENCE_ORDER, 61, 0.5).of(1, document(30), List.of(), 3)) {
            for (Grouped passage : List.of(pair.first(), pair.second())) {
                assertThat(passage.groups()).hasSameSizeAs(passage.ids());
                for (int i = 1; i < passage.length(); i++) {
                    boolean oneWord = passage.ids()[i] / 2 == passage.ids()[i - 1] / 2;
                    assertThat(passage.groups()[i] == passage.groups()[i - 1]).isEqualTo(oneWord);
                }
            }
        }
        assertThat(Grouped.join(List.of(
                                new Grouped(new int[] {5, 6, 7}, new int[] {Groups.NONE, 0, 0}),
                                new Grouped(new int[] {8}, new int[] {0})))
                        .groups())
                .containsExactly(Groups.NONE, 0, 0, 1);
    }

    @Test
    void aDocumentOfOneSentenceHasNoPair() {
        assertThat(new SegmentPairs(Relation.SENTENCE_ORDER, 60, 0).of(1, document(1), List.of(), 3))
                .isEmpty();
    }

    @Test
    void sentencesLongerThanTheRoomAreCut() {
        List<Grouped> sentences = List.of(words(0, 500), words(500, 900));
        List<SegmentPair> pairs = new SegmentPairs(Relation.SENTENCE_ORDER, 60, 0).of(1, sentences, List.of(), 3);
        assertThat(pairs).hasSize(1);
        assertThat(pairs.get(0).first().ids()).hasSize(30);
        assertThat(pairs.get(0).second().ids()).hasSize(30);
    }
}
