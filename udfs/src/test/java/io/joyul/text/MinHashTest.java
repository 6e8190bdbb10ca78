package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.text.Shingling.Unit;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinHashTest {
    private static final Shingling CHARACTERS = new Shingling(Unit.CHARACTERS, 3);
    private static final Shingling WORDS = new Shingling(Unit.WORDS, 2);

    @Test
    void similarityIsThatOfTheShingles() {
        // abc bcd cde | bcd cde def
        assertThat(similarity(CHARACTERS, "abcde", "bcdef")).isEqualTo(2 / 4.0);
        // one two, two three | two three, three four
        assertThat(similarity(WORDS, "one two three", "two three four")).isEqualTo(1 / 3.0);
        assertThat(similarity(WORDS, "one two one two", "one two")).isEqualTo(1 / 2.0);
    }

    @Test
    void caseAndPunctuationDoNotCount() {
        assertThat(CHARACTERS.hashes("좋은 영화, GREAT!")).isEqualTo(CHARACTERS.hashes("  좋은\t영화… great"));
        assertThat(WORDS.hashes("좋은 영화, GREAT!")).isEqualTo(WORDS.hashes("좋은 영화 great"));
        assertThat(CHARACTERS.hashes("좋은영화")).isNotEqualTo(CHARACTERS.hashes("좋은 영화"));
    }

    @Test
    void shortAndWordlessTextsHaveAShingleToo() {
        assertThat(CHARACTERS.hashes("가")).hasSize(1);
        assertThat(WORDS.hashes("하나")).hasSize(1).isNotEqualTo(WORDS.hashes("둘"));
        assertThat(CHARACTERS.hashes("!!")).hasSize(1).isNotEqualTo(CHARACTERS.hashes("??"));
        assertThat(WORDS.hashes("?! ♥♥ !?")).hasSize(2);
        assertThat(CHARACTERS.hashes("")).isEmpty();
        assertThat(WORDS.hashes("   ")).isEmpty();
        assertThat(CHARACTERS.hashes("𠀀𠀁")).hasSize(2);
    }

    @Test
    void rollingHashIsThatOfEachShingleAlone() {
        long[] all = CHARACTERS.hashes("가나다라마바");
        for (int i = 0; i < all.length; i++) {
            assertThat(CHARACTERS.hashes("가나다라마바".substring(i, i + 3))).containsExactly(all[i]);
        }
    }

    @Test
    void agreementOfSignaturesEstimatesTheSimilarity() {
        MinHash minHash = new MinHash(CHARACTERS, 1024);
        long seed = System.nanoTime();
        System.out.println("texts drawn with seed " + seed);
        Random random = new Random(seed);
        for (int trial = 0; trial < 20; trial++) {
            String left = text(random, 200);
            String right = left.substring(random.nextInt(150)) + text(random, random.nextInt(100));
            double similarity = similarity(CHARACTERS, left, right);
            // Five standard errors.
            double room = 5 * Math.sqrt(Math.max(0.01, similarity * (1 - similarity)) / 1024);
            assertThat(MinHash.similarity(minHash.signature(left), minHash.signature(right)))
                    .as("%s against %s", left, right)
                    .isCloseTo(similarity, within(room));
        }
    }

    @Test
    void signaturesStayTheSameForEver() {
        assertThat(new MinHash(new Shingling(Unit.CHARACTERS, 5), 4).signature("재미있는 영화였다"))
                .containsExactly(GOLDEN);
        assertThat(new MinHash(new Shingling(Unit.CHARACTERS, 5), 2).signature("재미있는 영화였다"))
                .containsExactly(Arrays.copyOf(GOLDEN, 2));
    }

    private static final int[] GOLDEN = {-1654018320, -1716637116, -3187102, -1817964307};

    @Test
    void bandsMeetAsOftenAsTheFormulaSays() {
        Banding banding = Banding.forSimilarity(0.8, 128);
        MinHash minHash = new MinHash(CHARACTERS, banding.hashes());
        Random random = new Random(7);
        int met = 0;
        double expected = 0;
        for (int trial = 0; trial < 2000; trial++) {
            String left = text(random, 120);
            String right = left + text(random, 40);
            expected += banding.probability(similarity(CHARACTERS, left, right));
            long[] other = MinHash.bands(minHash.signature(right), banding);
            long[] own = MinHash.bands(minHash.signature(left), banding);
            met += IntStream.range(0, own.length).anyMatch(band -> own[band] == other[band]) ? 1 : 0;
        }
        assertThat(met / 2000.0).isCloseTo(expected / 2000, within(0.03));
    }

    @Test
    void bandingLeavesFewPairsOfTheWantedSimilarityApart() {
        for (double similarity : new double[] {0.5, 0.7, 0.8, 0.9, 1}) {
            Banding banding = Banding.forSimilarity(similarity, 128);
            assertThat(banding.hashes()).isLessThanOrEqualTo(128);
            assertThat(banding.probability(similarity)).isGreaterThanOrEqualTo(0.98);
        }
        assertThat(Banding.forSimilarity(0.8, 128)).isEqualTo(new Banding(18, 7));
        assertThat(Banding.forSimilarity(0.1, 16)).isEqualTo(new Banding(16, 1));
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThatThrownBy(() -> MinHash.similarity(new int[2], new int[3])).hasMessageContaining("2 and 3");
        assertThatThrownBy(() -> MinHash.bands(new int[5], new Banding(2, 3))).hasMessageContaining("needs 6");
        assertThatThrownBy(() -> new MinHash(WORDS, 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new Shingling(Unit.WORDS, 0)).hasMessageContaining("at least 1");
    }

    private static double similarity(Shingling shingling, String left, String right) {
        return Shingling.similarity(shingling.distinctHashes(left), shingling.distinctHashes(right));
    }

    private static String text(Random random, int letters) {
        return IntStream.range(0, letters)
                .mapToObj(i -> String.valueOf((char) ('가' + random.nextInt(500))))
                .collect(Collectors.joining());
    }
}
