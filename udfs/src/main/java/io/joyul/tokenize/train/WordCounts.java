package io.joyul.tokenize.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Distinct words and how often each was seen, in the order of the words, so that equal counts are equal input. */
public final class WordCounts {
    private final List<String> words;
    private final long[] counts;

    private WordCounts(List<String> words, long[] counts) {
        this.words = words;
        this.counts = counts;
    }

    /** The words of a map that were seen at all. */
    public static WordCounts of(Map<String, Long> wordCounts) {
        List<Map.Entry<String, Long>> entries = new ArrayList<>(wordCounts.size());
        wordCounts.forEach((word, count) -> {
            if (count > 0 && !word.isEmpty()) {
                entries.add(Map.entry(word, count));
            }
        });
        entries.sort(Comparator.comparing(Map.Entry::getKey));
        List<String> words = entries.stream().map(Map.Entry::getKey).toList();
        return new WordCounts(
                words, entries.stream().mapToLong(Map.Entry::getValue).toArray());
    }

    /** How many distinct words there are. */
    public int size() {
        return words.size();
    }

    String word(int index) {
        return words.get(index);
    }

    long count(int index) {
        return counts[index];
    }
}
