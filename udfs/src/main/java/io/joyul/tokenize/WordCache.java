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
    private final int[] shortHashes = new int[WordBatch.SIZE];
    private final int[] longHashes = new int[WordBatch.SIZE];
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
            if (length > LongWords.UNITS) {
                model.tokenize(text, start, end, tokens);
            } else if (!recall(word, key, start, length, tokens)) {
                model.tokenize(text, start, end, tokens);
                remember(word, key, start, length, tokens, mark);
            }
            batch.tokenEnds[word] = tokens.size;
        }
    }

    private boolean recall(int word, int key, int start, int length, TokenBuffer tokens) {
        int hash = hashes[word];
        return length <= ShortWords.UNITS && shortWords.recall(keys, key, hash, start, length, tokens)
                || longWords.recall(keys, key, hash, start, length, tokens);
    }

    private void remember(int word, int key, int start, int length, TokenBuffer tokens, int mark) {
        int hash = hashes[word];
        // A short word of many tokens is kept with the long ones.
        if (length > ShortWords.UNITS || !shortWords.remember(keys, key, hash, start, length, tokens, mark)) {
            longWords.remember(keys, key, hash, start, length, tokens, mark);
        }
    }

    /**
     * Writes the keys and hashes of the words, then reads from the entry of each. The reads are close together, with
     * nothing in between that takes time: so all are on their way at once.
     */
    private void touch(char[] text, WordBatch batch) {
        int size = batch.size;
        int ofShort = 0;
        int ofLong = 0;
        for (int word = 0; word < size; word++) {
            int start = batch.starts[word];
            int length = batch.ends[word] - start;
            int key = word * LongWords.KEY;
            if (length <= ShortWords.UNITS) {
                ShortWords.key(text, start, length, keys, key);
                keys[key + 2] = 0;
                keys[key + 3] = 0;
                hashes[word] = hash(keys[key], keys[key + 1], length);
                shortHashes[ofShort++] = hashes[word];
            } else if (length <= LongWords.UNITS) {
                LongWords.key(text, start, length, keys, key);
                long first = keys[key] ^ keys[key + 2] * 0xD6E8FEB86659FD93L;
                long second = keys[key + 1] ^ keys[key + 3] * 0xCA5A826395121157L;
                hashes[word] = hash(first, second, length);
                longHashes[ofLong++] = hashes[word];
            }
        }
        touched = shortWords.touch(shortHashes, ofShort) ^ longWords.touch(longHashes, ofLong);
    }

    private static int hash(long first, long second, int length) {
        long mixed = (first * 0x9E3779B97F4A7C15L ^ second) * 0xC2B2AE3D27D4EB4FL;
        mixed = (mixed ^ mixed >>> 29 ^ length) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}
