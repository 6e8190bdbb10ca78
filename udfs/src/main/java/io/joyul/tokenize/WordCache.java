package io.joyul.tokenize;

/**
 * What a model made of the words seen lately, for one thread: natural text repeats its words, and a look-up of a short
 * word costs less than cutting it again.
 *
 * <p>A table for {@linkplain ShortWords most words}, and one for {@linkplain LongWords longer ones}. They are larger than
 * the fast caches of a processor, and waiting for memory would cost more than all else. So words come in batches: their
 * entries are touched first, one after another, and the processor fetches them together.
 */
final class WordCache {
    private final ShortWords shortWords;
    private final LongWords longWords = new LongWords();
    private final long[] keys = new long[WordBatch.SIZE * LongWords.KEY];
    private final int[] hashes = new int[WordBatch.SIZE];
    /** Keeps the compiler from leaving out what is only read to be fetched. */
    @SuppressWarnings("unused")
    private long touched;

    WordCache(Detail detail) {
        this.shortWords = new ShortWords(detail);
    }

    /** Appends the tokens of the words of a batch, asking the model for those that are not known. */
    void tokenize(Model model, WordBatch batch, TokenBuffer tokens) {
        char[] text = batch.text().chars;
        touch(text, batch);
        int size = batch.size;
        for (int word = 0; word < size; word++) {
            int start = batch.starts[word];
            int end = batch.ends[word];
            int key = word * LongWords.KEY;
            int length = end - start;
            int mark = tokens.size;
            if (length <= ShortWords.UNITS) {
                if (!shortWords.recall(keys, key, hashes[word], start, length, tokens)) {
                    model.tokenize(text, start, end, tokens);
                    shortWords.remember(keys, key, hashes[word], start, length, tokens, mark);
                }
            } else if (length > LongWords.UNITS) {
                model.tokenize(text, start, end, tokens);
            } else if (!longWords.recall(keys, key, hashes[word], start, length, tokens)) {
                model.tokenize(text, start, end, tokens);
                longWords.remember(keys, key, hashes[word], start, length, tokens, mark);
            }
            batch.tokenEnds[word] = tokens.size;
        }
    }

    private void touch(char[] text, WordBatch batch) {
        long seen = 0;
        int size = batch.size;
        for (int word = 0; word < size; word++) {
            int start = batch.starts[word];
            int length = batch.ends[word] - start;
            int key = word * LongWords.KEY;
            if (length <= ShortWords.UNITS) {
                ShortWords.key(text, start, length, keys, key);
                hashes[word] = hash(keys[key], keys[key + 1], length);
                seen ^= shortWords.touch(hashes[word]);
            } else if (length <= LongWords.UNITS) {
                LongWords.key(text, start, length, keys, key);
                long first = keys[key] ^ keys[key + 2] * 0xD6E8FEB86659FD93L;
                long second = keys[key + 1] ^ keys[key + 3] * 0xCA5A826395121157L;
                hashes[word] = hash(first, second, length);
                seen ^= longWords.touch(hashes[word]);
            }
        }
        touched = seen;
    }

    private static int hash(long first, long second, int length) {
        long mixed = (first * 0x9E3779B97F4A7C15L ^ second) * 0xC2B2AE3D27D4EB4FL;
        mixed = (mixed ^ mixed >>> 29 ^ length) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}
