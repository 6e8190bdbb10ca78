package io.joyul.example;

import io.joyul.text.Sentences;
import io.joyul.tokenize.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Puts the sentences of a text in a random order, as BART does (Lewis et al. 2020, https://arxiv.org/abs/1910.13461). */
final class SentenceShuffle {
    private SentenceShuffle() {}

    /** The number of its sentence for each token that is no special one. */
    static int[] sentences(Encoding tokens, String text) {
        BitSet starts = Sentences.starts(text);
        // The end decides, since a token may carry the space before its word, which belongs to the sentence before.
        return IntStream.range(0, tokens.length())
                .filter(token -> tokens.specialTokensMask()[token] == 0)
                .map(token -> starts.previousSetBit(Math.max(tokens.ends()[token] - 1, 0)))
                .toArray();
    }

    /**
     * The tokens, sentence by sentence in another order.
     *
     * @param sentences a number for each token, the same for all of a sentence
     */
    static int[] shuffled(int[] tokens, int[] sentences, long seed) {
        List<int[]> parts = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= tokens.length; i++) {
            if (i == tokens.length || sentences[i] != sentences[from]) {
                parts.add(Arrays.copyOfRange(tokens, from, i));
                from = i;
            }
        }
        Collections.shuffle(parts, new Random(seed));
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
