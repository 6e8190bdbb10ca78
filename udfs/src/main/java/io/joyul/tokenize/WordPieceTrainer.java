package io.joyul.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes a WordPiece vocabulary from counted words the way Hugging Face's trainer does: every word starts as its
 * characters, those after the first marked by {@link #PREFIX}, and the most frequent pair of neighbours becomes a token
 * until the vocabulary is full (byte-pair merging, Sennrich et al. 2016, https://arxiv.org/abs/1508.07909). Of pairs
 * equally frequent the one of the smaller ids goes first, so the result depends on the counts alone.
 *
 * @param vocabularySize tokens wanted, special ones included; fewer come out when the words hold no more pairs
 * @param minFrequency a pair seen less often is not merged
 * @param alphabetLimit characters kept, the most frequent first; words with others stay partly unknown
 */
public record WordPieceTrainer(int vocabularySize, long minFrequency, int alphabetLimit) {
    /** What marks a token that continues a word. */
    public static final String PREFIX = "##";

    /** Words that a model would not look at (above max_input_chars_per_word) teach nothing. */
    private static final int LONGEST_WORD = 100;

    /** The tokens in the order of their ids, {@link TokenizerJson#SPECIAL_TOKENS} first. */
    public List<String> train(Map<String, Long> wordCounts) {
        TreeMap<String, Long> words = new TreeMap<>();
        wordCounts.forEach((word, count) -> {
            if (count > 0 && word.codePointCount(0, word.length()) <= LONGEST_WORD) {
                words.put(word, count);
            }
        });
        Set<Integer> alphabet = alphabet(words);
        Set<String> tokens = new LinkedHashSet<>(TokenizerJson.SPECIAL_TOKENS);
        alphabet.forEach(character -> tokens.add(Character.toString(character)));
        words.keySet().forEach(word -> continuing(word, alphabet).forEach(tokens::add));
        List<String> vocabulary = new ArrayList<>(tokens);
        merge(vocabulary, words, alphabet);
        return vocabulary;
    }

    private Set<Integer> alphabet(Map<String, Long> words) {
        Map<Integer, Long> counts = new TreeMap<>();
        words.forEach(
                (word, count) -> word.codePoints().forEach(character -> counts.merge(character, count, Long::sum)));
        Set<Integer> alphabet = new TreeSet<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(alphabetLimit)
                .forEach(entry -> alphabet.add(entry.getKey()));
        return alphabet;
    }

    private static List<String> continuing(String word, Set<Integer> alphabet) {
        List<String> tokens = new ArrayList<>();
        word.codePoints()
                .skip(1)
                .filter(alphabet::contains)
                .forEach(character -> tokens.add(PREFIX + Character.toString(character)));
        return tokens;
    }

    private void merge(List<String> vocabulary, Map<String, Long> words, Set<Integer> alphabet) {
        Map<String, Integer> ids = new HashMap<>();
        vocabulary.forEach(token -> ids.put(token, ids.size()));
        PairMerger merger = new PairMerger(minFrequency);
        words.forEach((word, count) -> merger.add(spelt(word, alphabet, ids), count));
        while (vocabulary.size() < vocabularySize) {
            long pair = merger.best();
            if (pair == PairMerger.NONE) {
                return;
            }
            int left = PairMerger.left(pair);
            int right = PairMerger.right(pair);
            String second = vocabulary.get(right);
            String token =
                    vocabulary.get(left) + (second.startsWith(PREFIX) ? second.substring(PREFIX.length()) : second);
            Integer known = ids.putIfAbsent(token, vocabulary.size());
            if (known == null) {
                vocabulary.add(token);
            }
            merger.merge(pair, known == null ? vocabulary.size() - 1 : known);
        }
    }

    /** A word as the ids of its characters; those outside the alphabet are left out. */
    private static int[] spelt(String word, Set<Integer> alphabet, Map<String, Integer> ids) {
        int[] symbols = new int[word.length()];
        int size = 0;
        int[] characters = word.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            if (alphabet.contains(characters[i])) {
                String character = Character.toString(characters[i]);
                symbols[size++] = Objects.requireNonNull(ids.get(i == 0 ? character : PREFIX + character));
            }
        }
        return Arrays.copyOf(symbols, size);
    }
}
