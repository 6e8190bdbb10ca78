package io.joyul.tokenize.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.tokenize.SpecialTokens;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.train.TokenizerJson.Case;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordPieceTrainerTest {
    @Test
    void mostFrequentPairIsMergedFirst() {
        Map<String, Long> words = Map.of("hug", 10L, "pug", 5L, "pun", 12L, "bun", 4L, "hugs", 5L);
        List<String> vocabulary = vocabulary(19, 1, 100, words);
        assertThat(vocabulary)
                .containsExactly(
                        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "b", "g", "h", "n", "p", "s", "u", "##u", "##n",
                        "##g", "##s", "##ug", "##un", "hug");
    }

    @Test
    void vocabularyDoesNotDependOnTheOrderOfTheCounts() {
        long seed = 7;
        Random random = new Random(seed);
        Map<String, Long> words = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            StringBuilder word = new StringBuilder();
            for (int length = 1 + random.nextInt(7); length > 0; length--) {
                word.append((char) ('a' + random.nextInt(6)));
            }
            words.merge(word.toString(), 1L + random.nextInt(3), Long::sum);
        }
        List<String> expected = vocabulary(400, 2, 100, words);
        assertThat(expected).hasSize(400).doesNotHaveDuplicates();
        List<String> keys = new ArrayList<>(words.keySet());
        Collections.shuffle(keys, random);
        Map<String, Long> shuffled = new LinkedHashMap<>();
        keys.forEach(key -> shuffled.put(key, words.getOrDefault(key, 0L)));
        assertThat(vocabulary(400, 2, 100, shuffled)).as("seed %d", seed).isEqualTo(expected);
        assertThat(expected).as("seed %d", seed).isEqualTo(naive(words, 400, 2));
    }

    @Test
    void rarePairsAndRareCharactersStayOut() {
        List<String> vocabulary = vocabulary(100, 5, 2, Map.of("ab", 4L, "aé", 2L, "b", 9L));
        assertThat(vocabulary.subList(5, vocabulary.size())).containsExactly("a", "b", "##b");
    }

    @Test
    void writtenFileIsReadAgainAndSpellsItsWords() {
        List<String> vocabulary = vocabulary(30, 1, 100, Map.of("영화", 9L, "영화관", 3L, "good", 5L));
        Tokenizer tokenizer = Tokenizer.fromJson(TokenizerJson.wordPiece(vocabulary, Case.LOWERED));
        assertThat(tokenizer.vocabularySize()).isEqualTo(vocabulary.size());
        assertThat(tokenizer.specialTokens()).isEqualTo(new SpecialTokens(0, 1, 2, 3, 4));
        int[] ids = tokenizer.encode("영화관 GOOD", 16);
        assertThat(tokenizer.decode(ids)).isEqualTo("영화관 good");
        assertThat(ids).hasSize(4);
    }

    /** The definition: count all pairs anew for each merge. */
    private static List<String> naive(Map<String, Long> words, int size, long minFrequency) {
        List<String> vocabulary = new ArrayList<>(vocabulary(0, 1, 100, words));
        Map<List<String>, Long> spelt = new HashMap<>();
        words.forEach((word, count) -> {
            List<String> symbols = new ArrayList<>();
            for (int i = 0; i < word.length(); i++) {
                symbols.add(i == 0 ? word.substring(0, 1) : "##" + word.charAt(i));
            }
            spelt.merge(symbols, count, Long::sum);
        });
        while (vocabulary.size() < size) {
            Map<List<String>, Long> pairs = new HashMap<>();
            spelt.forEach((symbols, count) -> {
                for (int i = 0; i + 1 < symbols.size(); i++) {
                    pairs.merge(List.copyOf(symbols.subList(i, i + 2)), count, Long::sum);
                }
            });
            List<String> best = Collections.max(pairs.keySet(), (one, two) -> {
                int byCount = Long.compare(pairs.getOrDefault(one, 0L), pairs.getOrDefault(two, 0L));
                int byLeft = Integer.compare(vocabulary.indexOf(two.get(0)), vocabulary.indexOf(one.get(0)));
                int byRight = Integer.compare(vocabulary.indexOf(two.get(1)), vocabulary.indexOf(one.get(1)));
                return byCount != 0 ? byCount : byLeft != 0 ? byLeft : byRight;
            });
            if (pairs.getOrDefault(best, 0L) < minFrequency) {
                return vocabulary;
            }
            String merged = best.get(0) + best.get(1).substring(2);
            if (!vocabulary.contains(merged)) {
                vocabulary.add(merged);
            }
            Map<List<String>, Long> next = new HashMap<>();
            spelt.forEach((symbols, count) -> {
                List<String> shorter = new ArrayList<>();
                for (int i = 0; i < symbols.size(); i++) {
                    boolean found =
                            i + 1 < symbols.size() && symbols.subList(i, i + 2).equals(best);
                    shorter.add(found ? merged : symbols.get(i));
                    i += found ? 1 : 0;
                }
                next.merge(shorter, count, Long::sum);
            });
            spelt.clear();
            spelt.putAll(next);
        }
        return vocabulary;
    }

    private static List<String> vocabulary(int size, long minFrequency, int alphabet, Map<String, Long> words) {
        return new WordPieceTrainer(size, minFrequency, alphabet, Case.KEPT).vocabulary(WordCounts.of(words));
    }
}
