package io.joyul.tokenize.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RepeatedSubstringsTest {
    private static final int SYMBOLS = 3;

    @Test
    void areThoseThatTheDefinitionNames() {
        for (long seed = 1; seed <= 40; seed++) {
            List<List<Integer>> words = words(new Random(seed));
            int maxLength = 2 + (int) (seed % 5);
            int[] text = text(words);
            RepeatedSubstrings found = RepeatedSubstrings.of(text, text.length, SYMBOLS, maxLength);
            Map<List<Integer>, Integer> covers = new HashMap<>();
            for (int node : found.best(maxLength, Integer.MAX_VALUE)) {
                covers.put(symbols(text, found.place(node), found.length(node)), found.cover(node));
            }
            assertThat(covers).as("seed %d", seed).isEqualTo(naive(words, maxLength));
        }
    }

    @Test
    void eachPlaceKnowsTheLongestThatBeginsThere() {
        List<List<Integer>> words = words(new Random(5));
        int[] text = text(words);
        int maxLength = 6;
        RepeatedSubstrings found = RepeatedSubstrings.of(text, text.length, SYMBOLS, maxLength);
        Set<List<Integer>> repeated = naive(words, maxLength).keySet();
        found.visitPlaces((place, node) -> {
            int at = node;
            while (found.length(at) > maxLength) {
                at = found.parent(at);
            }
            int longest = 1;
            for (int length = 2; length <= maxLength; length++) {
                longest = repeated.contains(symbols(text, place, length)) ? length : longest;
            }
            assertThat(Math.max(1, found.length(at))).isEqualTo(longest);
        });
    }

    private static List<List<Integer>> words(Random random) {
        List<List<Integer>> words = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<Integer> word = new ArrayList<>();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                word.add(1 + random.nextInt(SYMBOLS));
            }
            words.add(word);
        }
        return words;
    }

    private static int[] text(List<List<Integer>> words) {
        List<Integer> text = new ArrayList<>();
        words.forEach(word -> {
            text.addAll(word);
            text.add(0);
        });
        return text.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Symbols from a place on; fewer where the text ends. */
    private static List<Integer> symbols(int[] text, int place, int length) {
        List<Integer> symbols = new ArrayList<>();
        for (int i = place; i < Math.min(text.length, place + length); i++) {
            symbols.add(text[i]);
        }
        return symbols;
    }

    /** Occurrences times length of what stands in two places or more and is followed by two symbols, or by ends. */
    private static Map<List<Integer>, Integer> naive(List<List<Integer>> words, int maxLength) {
        Map<List<Integer>, Integer> occurrences = new HashMap<>();
        Map<List<Integer>, Set<Integer>> followers = new HashMap<>();
        int end = 0;
        for (List<Integer> word : words) {
            for (int from = 0; from < word.size(); from++) {
                for (int to = from + 2; to <= Math.min(word.size(), from + maxLength); to++) {
                    List<Integer> part = List.copyOf(word.subList(from, to));
                    occurrences.merge(part, 1, Integer::sum);
                    // The end of each word is a symbol of its own.
                    followers
                            .computeIfAbsent(part, absent -> new HashSet<>())
                            .add(to < word.size() ? word.get(to) : --end);
                }
            }
        }
        Map<List<Integer>, Integer> covers = new HashMap<>();
        followers.forEach((part, next) -> {
            if (next.size() > 1) {
                covers.put(part, occurrences.getOrDefault(part, 0) * part.size());
            }
        });
        return covers;
    }
}
