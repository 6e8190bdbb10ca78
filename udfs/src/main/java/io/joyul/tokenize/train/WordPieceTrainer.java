package io.joyul.tokenize.train;

import io.joyul.tokenize.train.TokenizerJson.Case;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a WordPiece vocabulary the way Hugging Face's trainer does: every word starts as its characters, those after the
 * first marked by {@link #PREFIX}, and the most frequent pair of neighbours becomes a token until the vocabulary is full
 * (byte-pair merging, Sennrich et al. 2016, https://arxiv.org/abs/1508.07909). Of pairs equally frequent the one of the
 * smaller ids goes first, so the result depends on the counts alone.
 *
 * @param vocabularySize tokens wanted, special ones included; fewer come out when the words hold no more pairs
 * @param minFrequency a pair seen less often is not merged
 * @param alphabetLimit characters kept, the most frequent first; words with others stay partly unknown
 */
public record WordPieceTrainer(int vocabularySize, long minFrequency, int alphabetLimit, Case letters)
        implements TokenizerTrainer {
    /** What marks a token that continues a word. */
    static final String PREFIX = "##";

    /** Words that a model would not look at teach nothing. */
    static final int LONGEST_WORD = 100;

    @Override
    public String untrained() {
        return TokenizerJson.wordPiece(TokenizerJson.SPECIAL_TOKENS, letters);
    }

    @Override
    public String train(WordCounts words) {
        return TokenizerJson.wordPiece(vocabulary(words), letters);
    }

    /** The tokens in the order of their ids, {@link TokenizerJson#SPECIAL_TOKENS} first. */
    List<String> vocabulary(WordCounts words) {
        Set<Integer> alphabet = Alphabet.mostFrequent(words, alphabetLimit);
        TokenList tokens = new TokenList(TokenizerJson.SPECIAL_TOKENS);
        Map<Integer, Integer> beginning = new TreeMap<>();
        alphabet.forEach(character -> beginning.put(character, tokens.id(Character.toString(character))));
        PairMerger merger = new PairMerger(spelt(words, beginning, tokens), minFrequency, Integer.MAX_VALUE);
        while (tokens.size() < vocabularySize) {
            long pair = merger.best();
            if (pair == PairMerger.NONE) {
                break;
            }
            String second = tokens.token(PairMerger.right(pair));
            String bare = second.startsWith(PREFIX) ? second.substring(PREFIX.length()) : second;
            merger.merge(tokens.id(tokens.token(PairMerger.left(pair)) + bare));
        }
        return tokens.tokens();
    }

    /** Words as the ids of their characters; those outside the alphabet are left out. */
    private static SpeltWords spelt(WordCounts words, Map<Integer, Integer> beginning, TokenList tokens) {
        Map<Integer, Integer> continuing = new HashMap<>();
        SpeltWords spelt = new SpeltWords();
        for (int word = 0; word < words.size(); word++) {
            int[] characters = words.word(word).codePoints().toArray();
            if (characters.length > LONGEST_WORD) {
                continue;
            }
            for (int i = 0; i < characters.length; i++) {
                Integer id = beginning.get(characters[i]);
                if (id != null) {
                    spelt.symbol(
                            i == 0
                                    ? id
                                    : continuing.computeIfAbsent(
                                            characters[i],
                                            character -> tokens.id(PREFIX + Character.toString(character))));
                }
            }
            spelt.endWord(words.count(word));
        }
        return spelt;
    }
}
