package io.joyul.tokenize.train;

import io.joyul.tokenize.train.TokenizerJson.Case;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a byte-level BPE vocabulary (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"): every
 * word starts as its UTF-8 bytes, all 256 of which are tokens, so nothing is ever unknown, and the most frequent pair of
 * neighbours becomes a token until the vocabulary is full. On the same counts the merges are those of Hugging Face's
 * {@code BpeTrainer}.
 *
 * @param vocabularySize tokens wanted, special ones included; fewer come out when the words hold no more pairs
 * @param minFrequency a pair seen less often is not merged
 * @param maxTokenLength tokens stay shorter than this many bytes
 */
public record BytePairTrainer(int vocabularySize, long minFrequency, int maxTokenLength, Case letters)
        implements TokenizerTrainer {
    /** Tokens that are there without any word: the special ones and one for each byte. */
    public static final int SMALLEST_VOCABULARY = TokenizerJson.SPECIAL_TOKENS.size() + 256;

    /** How each byte is written in the file: as itself where it is a visible character of Latin-1, else from U+0100 on. */
    private static final char[] WRITTEN = written();

    /**
     * What was learnt.
     *
     * @param tokens in the order of their ids, {@link TokenizerJson#SPECIAL_TOKENS} first, bytes as characters
     * @param merges pairs of tokens, the one to apply first in front
     */
    public record Vocabulary(List<String> tokens, List<Merge> merges) {
        public Vocabulary {
            tokens = List.copyOf(tokens);
            merges = List.copyOf(merges);
        }
    }

    /** Two tokens that become one. */
    public record Merge(String left, String right) {}

    @Override
    public String untrained() {
        return TokenizerJson.bytePair(new Vocabulary(alphabet().tokens(), List.of()), letters);
    }

    @Override
    public String train(WordCounts words) {
        return TokenizerJson.bytePair(vocabulary(words), letters);
    }

    /** The vocabulary that these words, in their ordinary spelling, teach. */
    Vocabulary vocabulary(WordCounts words) {
        TokenList tokens = alphabet();
        int[] byteIds = new int[256];
        for (int value = 0; value < 256; value++) {
            byteIds[value] = tokens.id(String.valueOf(WRITTEN[value]));
        }
        SpeltWords spelt = new SpeltWords();
        for (int word = 0; word < words.size(); word++) {
            for (byte unit : words.word(word).getBytes(StandardCharsets.UTF_8)) {
                spelt.symbol(byteIds[unit & 0xFF]);
            }
            spelt.endWord(words.count(word));
        }
        List<Merge> merges = new ArrayList<>();
        PairMerger merger = new PairMerger(spelt, minFrequency, maxTokenLength);
        while (tokens.size() < vocabularySize) {
            long pair = merger.best();
            if (pair == PairMerger.NONE) {
                break;
            }
            Merge merge = new Merge(tokens.token(PairMerger.left(pair)), tokens.token(PairMerger.right(pair)));
            merges.add(merge);
            merger.merge(tokens.id(merge.left() + merge.right()));
        }
        return new Vocabulary(tokens.tokens(), merges);
    }

    private static TokenList alphabet() {
        TokenList tokens = new TokenList(TokenizerJson.SPECIAL_TOKENS);
        char[] sorted = WRITTEN.clone();
        Arrays.sort(sorted);
        for (char letter : sorted) {
            tokens.id(String.valueOf(letter));
        }
        return tokens;
    }

    private static char[] written() {
        char[] written = new char[256];
        char next = 0x100;
        for (char value = 0; value < 256; value++) {
            boolean visible = value > ' ' && value < 0x7F || value > 0xA0 && value != 0xAD;
            written[value] = visible ? value : next++;
        }
        return written;
    }
}
