package io.joyul.tokenize.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.tokenize.SpecialTokens;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.train.TokenizerJson.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UnigramTrainerTest {
    private static final List<String> STEMS = List.of("영화", "배우", "연기", "재미", "감동", "음악", "결말", "감독");
    private static final List<String> ENDINGS = List.of("가", "는", "를", "도", "에서", "였다", "있는", "없는", "입니다");

    @Test
    void expectationsAreThoseOfAllReadings() {
        int[] text = {1, 2, 1, 2, 1, 0, 1, 2, 2, 0, 2, 1, 2, 0};
        SpeltWords words = new SpeltWords();
        long count = 1;
        for (int symbol : text) {
            words.symbol(symbol);
            if (symbol == 0) {
                words.endWord(count++);
            }
        }
        Pieces pieces = Pieces.seeds(text, new long[] {6, 8}, 3, 100).pieces();
        double[] logProbabilities = new double[pieces.size()];
        for (int piece = 0; piece < logProbabilities.length; piece++) {
            logProbabilities[piece] = Math.log((piece + 1.0) / (pieces.size() * (pieces.size() + 1) / 2.0));
        }
        UnigramModel model = new UnigramModel(pieces, words, 5, logProbabilities);
        double[] expected = new double[pieces.size()];
        long[] best = new long[pieces.size()];
        for (int word = 0; word < words.size(); word++) {
            List<List<Integer>> readings = readings(pieces, words.start(word), words.end(word) - 1);
            double all = readings.stream()
                    .mapToDouble(reading -> probability(reading, logProbabilities))
                    .sum();
            for (List<Integer> reading : readings) {
                for (int piece : reading) {
                    expected[piece] += words.count(word) * probability(reading, logProbabilities) / all;
                }
            }
            long seen = words.count(word);
            Collections.max(
                            readings,
                            (one, two) -> Double.compare(
                                    probability(one, logProbabilities), probability(two, logProbabilities)))
                    .forEach(piece -> best[piece] += seen);
        }
        assertThat(pieces.size()).isGreaterThan(4);
        assertThat(model.expectations()).containsExactly(expected, within(1e-9));
        assertThat(model.frequencies()).containsExactly(best);
    }

    private static double probability(List<Integer> reading, double[] logProbabilities) {
        return Math.exp(
                reading.stream().mapToDouble(piece -> logProbabilities[piece]).sum());
    }

    private static List<List<Integer>> readings(Pieces pieces, int from, int to) {
        if (from == to) {
            return List.of(List.of());
        }
        List<List<Integer>> found = new ArrayList<>();
        for (int piece = pieces.longest(from); piece != Pieces.NONE; piece = pieces.shorter(piece)) {
            for (List<Integer> rest : readings(pieces, from + pieces.length(piece), to)) {
                List<Integer> reading = new ArrayList<>(List.of(piece));
                reading.addAll(rest);
                found.add(reading);
            }
        }
        return found;
    }

    @Test
    void stemsAndEndingsOfMadeUpWordsAreFound() {
        List<String> tokens = tokens(words(new Random(3)), 5 + 60);
        assertThat(tokens).hasSizeLessThanOrEqualTo(60).doesNotHaveDuplicates().containsAll(ENDINGS);
        STEMS.forEach(stem -> assertThat(tokens).contains("▁" + stem));
    }

    @Test
    void everyCharacterOfTheAlphabetIsATokenAndNoTokenIsTooLong() {
        Map<String, Long> words = words(new Random(4));
        words.put("▁꿹", 1L);
        List<String> tokens = new UnigramTrainer(200, 3, 1000, Case.KEPT)
                .pieces(WordCounts.of(words)).stream()
                        .map(UnigramTrainer.Piece::token)
                        .toList();
        TreeSet<String> characters = new TreeSet<>();
        words.keySet().forEach(word -> characters.addAll(Arrays.asList(word.split(""))));
        assertThat(tokens).containsAll(characters).allMatch(token -> token.length() <= 3);
    }

    @Test
    void vocabularyDoesNotDependOnTheOrderOfTheCounts() {
        Map<String, Long> words = words(new Random(5));
        List<String> keys = new ArrayList<>(words.keySet());
        Collections.shuffle(keys, new Random(6));
        Map<String, Long> shuffled = new LinkedHashMap<>();
        keys.forEach(key -> shuffled.put(key, words.getOrDefault(key, 0L)));
        UnigramTrainer trainer = new UnigramTrainer(80, 16, 1000, Case.KEPT);
        assertThat(trainer.train(WordCounts.of(shuffled))).isEqualTo(trainer.train(WordCounts.of(words)));
    }

    @Test
    void wordsWithoutASpaceAreLearntFromInStretches() {
        Map<String, Long> words = Map.of("▁" + "ab".repeat(200), 3L, "▁ab", 2L);
        assertThat(tokens(words, 50)).contains("▁", "a", "b", "▁ab");
    }

    @Test
    void writtenFileIsReadAgainAndSpellsItsWords() {
        UnigramTrainer trainer = new UnigramTrainer(80, 16, 1000, Case.LOWERED);
        Tokenizer tokenizer = Tokenizer.fromJson(trainer.train(WordCounts.of(words(new Random(7)))));
        assertThat(tokenizer.vocabularySize()).isLessThanOrEqualTo(80);
        assertThat(tokenizer.specialTokens()).isEqualTo(new SpecialTokens(0, 1, 2, 3, 4));
        int[] ids = tokenizer.encode("영화입니다  감동도", 16);
        assertThat(tokenizer.decode(ids)).isEqualTo("영화입니다 감동도");
        assertThat(ids).hasSize(6);
    }

    @Test
    void noWordsTeachNothing() {
        Tokenizer tokenizer =
                Tokenizer.fromJson(new UnigramTrainer(80, 16, 1000, Case.KEPT).train(WordCounts.of(Map.of())));
        assertThat(tokenizer.vocabularySize()).isEqualTo(5);
    }

    @Test
    void digammaIsThatOfTheTables() {
        assertThat(Digamma.of(1)).isCloseTo(-0.5772156649015329, within(1e-12));
        assertThat(Digamma.of(0.5)).isCloseTo(-1.9635100260214235, within(1e-12));
        assertThat(Digamma.of(100)).isCloseTo(4.600161852738087, within(1e-12));
    }

    private static Map<String, Long> words(Random random) {
        Map<String, Long> words = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            String stem = STEMS.get(random.nextInt(STEMS.size()));
            String ending = ENDINGS.get(random.nextInt(ENDINGS.size()));
            words.merge("▁" + stem + ending, 1L, Long::sum);
        }
        return words;
    }

    private static List<String> tokens(Map<String, Long> words, int size) {
        return new UnigramTrainer(size, 16, 1000, Case.KEPT)
                .pieces(WordCounts.of(words)).stream()
                        .map(UnigramTrainer.Piece::token)
                        .toList();
    }
}
