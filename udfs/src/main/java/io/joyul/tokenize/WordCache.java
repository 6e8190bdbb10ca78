package io.joyul.tokenize;

/**
 * What a model made of the words seen lately, for one thread: natural text repeats its words, and a look-up of a short
 * word costs less than cutting it again.
 *
 * <p>A table for {@linkplain ShortWords most words}, one for {@linkplain LongWords longer ones}, and one for those of the
 * most tokens, of which each costs the model the most; where a text has so many words, they grow to 28 MB together. They
 * are larger than the fast caches of a processor, and waiting for memory would cost more than all else. So words come in
 * batches: their entries are touched first, one after another, and the processor fetches them together.
 */
final class WordCache {
    private final ShortWords shortWords;
    private final LongWords longWords;
    private final LongWords wideWords;
    private final long[] keys = new long[WordBatch.SIZE * LongWords.KEY];
    private final int[] hashes = new int[WordBatch.SIZE];
    private final int[] shortHashes = new int[WordBatch.SIZE];
    private final int[] longHashes = new int[WordBatch.SIZE];
    /** Keeps the compiler from leaving out what is only read to be fetched. */
    @SuppressWarnings("unused")
    private long touched;

    WordCache(Detail detail) {
        this.shortWords = new ShortWords(detail);
        this.longWords = LongWords.ofOneLine(detail);
        this.wideWords = LongWords.ofTwoLines(detail);
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
                || longWords.recall(keys, key, hash, start, length, tokens)
                || wideWords.recall(keys, key, hash, start, length, tokens);
    }

    private void remember(int word, int key, int start, int length, TokenBuffer tokens, int mark) {
        int hash = hashes[word];
        boolean kept = length <= ShortWords.UNITS && shortWords.remember(keys, key, hash, start, length, tokens, mark)
                || longWords.remember(keys, key, hash, start, length, tokens, mark);
        if (!kept) {
            wideWords.remember(keys, key, hash, start, length, tokens, mark);
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
                hashes[word] = WordTable.hash(keys[key], keys[key + 1], length);
                shortHashes[ofShort++] = hashes[word];
            } else if (length <= LongWords.UNITS) {
                LongWords.key(text, start, length, keys, key);
                hashes[word] = WordTable.hash(keys, key, length);
                longHashes[ofLong++] = hashes[word];
            }
        }
        touched = shortWords.touch(shortHashes, ofShort) ^ longWords.touch(longHashes, ofLong);
    }
}
