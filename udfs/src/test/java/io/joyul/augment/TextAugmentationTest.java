package io.joyul.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextAugmentationTest {
    private static final SynonymTable SYNONYMS = SynonymTable.parse("table", """
            # word, synonyms
            movie\tfilm\tpicture
            great\tfine

            영화\t필름\t작품
            최고\t으뜸
            """);

    private static final String ENGLISH = "This movie was great, and I would see it again!";
    private static final String KOREAN = "이 영화는 정말 최고의 영화였다 ㅋㅋ";
    private static final int SEEDS = 300;

    static List<TextAugmentation> all() {
        return List.of(
                new RandomSwap(0.2),
                new RandomDeletion(0.2),
                new RandomInsertion(0.2, SYNONYMS),
                new PunctuationInsertion(0.3),
                new SynonymReplacement(0.2, SYNONYMS),
                new KeyboardNoise(0.2));
    }

    @ParameterizedTest
    @MethodSource("all")
    void oneSeedGivesOneTextAndManyGiveMany(TextAugmentation augmentation) {
        for (String text : List.of(ENGLISH, KOREAN)) {
            Set<String> made = new HashSet<>();
            for (long seed = 0; seed < SEEDS; seed++) {
                assertThat(augmentation.apply(text, seed)).isEqualTo(augmentation.apply(text, seed));
                augmentation.apply(text, seed).ifPresent(made::add);
            }
            assertThat(made).doesNotContain(text).hasSizeGreaterThan(1);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingComesOfTooLittle(TextAugmentation augmentation) {
        assertThat(augmentation.apply("", 1)).isEmpty();
        assertThat(augmentation.apply(" \n", 1)).isEmpty();
    }

    @Test
    void swapKeepsEveryWordAndTheWhiteSpaceBetween() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new RandomSwap(0.3).apply(" one two\nthree  four ", seed).ifPresent(text -> {
                assertThat(text).matches(" \\w+ \\w+\n\\w+  \\w+ ");
                assertThat(text.strip().split("\\s+")).containsExactlyInAnyOrder("one", "two", "three", "four");
            });
        }
        assertThat(new RandomSwap(0.1).apply("one two", 5)).contains("two one");
        assertThat(new RandomSwap(0.1).apply("one", 5)).isEmpty();
    }

    @Test
    void deletionLeavesOutTheShareAndNeverAll() {
        String text = "a b c d e f g h i j";
        double mean = LongStream.range(0, 3000)
                .mapToInt(seed ->
                        new RandomDeletion(0.3).apply(text, seed).orElseThrow().split(" ").length)
                .average()
                .orElseThrow();
        // One word is always kept: 10 − 9 × 0.3; a little less, since at least one goes.
        assertThat(mean).isBetween(7.1, 7.4);
        assertThat(new RandomDeletion(1).apply(text, 3).orElseThrow()).hasSize(1);
        assertThat(new RandomDeletion(1).apply("one", 3)).isEmpty();
    }

    @Test
    void insertionAddsSynonymsOfWordsThatAreThere() {
        for (long seed = 0; seed < SEEDS; seed++) {
            String text =
                    new RandomInsertion(0.3, SYNONYMS).apply(ENGLISH, seed).orElseThrow();
            List<String> words = List.of(text.split(" "));
            assertThat(words).hasSize(13).containsSubsequence(ENGLISH.split(" "));
            assertThat(words.stream().filter(word -> !ENGLISH.contains(word))).isSubsetOf("film", "picture", "fine,");
        }
        assertThat(new RandomInsertion(0.3, SYNONYMS).apply("nothing known here", 1))
                .isEmpty();
    }

    @Test
    void punctuationLosesNoWord() {
        for (long seed = 0; seed < SEEDS; seed++) {
            String text = new PunctuationInsertion(0.3).apply(ENGLISH, seed).orElseThrow();
            assertThat(List.of(text.split(" ")))
                    .hasSizeBetween(11, 13)
                    .containsSubsequence(ENGLISH.split(" "))
                    .anyMatch(word -> word.matches("[.;?:!,]"));
        }
    }

    @Test
    void synonymsKeepCaseMarksAndFitKoreanParticles() {
        SynonymTable table = new SynonymTable(
                Map.of("film", List.of("movie"), "영화", List.of("작품"), "작품", List.of("영화"), "길", List.of("도로", "마을")));
        assertThat(table.of("(Film)")).containsExactly("(Movie)");
        assertThat(table.of("FILM!")).containsExactly("MOVIE!");
        assertThat(table.of("영화는")).containsExactly("작품은");
        assertThat(table.of("영화를,")).containsExactly("작품을,");
        assertThat(table.of("작품이")).containsExactly("영화가");
        assertThat(table.of("작품으로는")).containsExactly("영화로는");
        assertThat(table.of("길로")).containsExactly("도로로", "마을로");
        assertThat(table.of("영화로")).containsExactly("작품으로");
        assertThat(table.of("영화에서")).containsExactly("작품에서");
        assertThat(table.of("영화였다")).isEmpty();
        assertThat(table.of("...")).isEmpty();
    }

    @Test
    void synonymReplacementChangesKnownWordsOnly() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(new SynonymReplacement(1, SYNONYMS).apply(ENGLISH, seed).orElseThrow())
                    .matches("This (film|picture) was fine, and I would see it again!");
        }
        assertThat(new SynonymReplacement(1, SYNONYMS).apply("nothing known here", 1))
                .isEmpty();
    }

    @Test
    void brokenTableIsRefusedByItsLine() {
        assertThatThrownBy(() -> SynonymTable.parse("words.tsv", "good\tfine\nbad\n"))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("words.tsv: line 2")
                .returns(ErrorCode.INPUT_UNREADABLE, failure -> ((JoyulException) failure).code());
        assertThatThrownBy(() -> SynonymTable.parse("words.tsv", "\n# nothing\n"))
                .hasMessageContaining("words.tsv: holds no word");
    }

    @Test
    void typingErrorsStayWithinTheirWords() {
        String text = "영화 최고";
        Set<String> made = new HashSet<>();
        for (long seed = 0; seed < 5000; seed++) {
            String noisy = new KeyboardNoise(0.5).apply(text, seed).orElseThrow();
            String[] words = noisy.split(" ");
            assertThat(words).hasSize(2);
            assertThat(Arrays.asList(words)).containsAnyOf("영화", "최고");
            made.add(noisy);
        }
        assertThat(made)
                .as("a key left out, one too early, one hit twice, one beside, as an input method shows them")
                .contains("여화 최고", "영하ㅗ 최고", "영화ㅏ 최고", "영하 최고", "영화 최로");
    }

    @Test
    void typingErrorsLeaveDigitsMarksAndOtherScriptsAlone() {
        assertThat(new KeyboardNoise(1).apply("123 ... ㅋㅋㅋ 漢字", 7)).isEmpty();
        for (long seed = 0; seed < SEEDS; seed++) {
            String noisy = new KeyboardNoise(1).apply("12abc34", seed).orElseThrow();
            assertThat(noisy).startsWith("12").endsWith("34").isNotEqualTo("12abc34");
        }
    }

    @Test
    void shareOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> new RandomSwap(0)).hasMessageContaining("above 0 and at most 1, but is 0.0");
        assertThatThrownBy(() -> new KeyboardNoise(Double.NaN)).hasMessageContaining("NaN");
    }
}
