package io.joyul.tokenize.train;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The characters of counted words. */
final class Alphabet {
    private Alphabet() {}

    /** How often each code point was seen. */
    static Map<Integer, Long> counts(WordCounts words) {
        Map<Integer, Long> counts = new HashMap<>();
        for (int word = 0; word < words.size(); word++) {
            long count = words.count(word);
            words.word(word).codePoints().forEach(character -> counts.merge(character, count, Long::sum));
        }
        return counts;
    }

    /** At most {@code limit} code points, in order: the most frequent, the smaller ones where counts are equal. */
    static Set<Integer> mostFrequent(WordCounts words, int limit) {
        Set<Integer> alphabet = new TreeSet<>();
        counts(words).entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .forEach(entry -> alphabet.add(entry.getKey()));
        return alphabet;
    }
}
