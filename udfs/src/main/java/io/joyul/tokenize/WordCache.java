package io.joyul.tokenize;

/**
 * What a model made of the words seen lately, for one thread: natural text repeats its words, and a look-up of a short
 * word costs less than cutting it again.
 *
 * <p>A table of sets of two. An entry is eight longs, the size of a cache line: the units of the word (three longs), its
 * length and its number of tokens, the place of each token, and the ids. A new word drives out one of the two in its
 * set, so memory is fixed whatever the text, and frequent words are back at once.
 *
 * <p>The table is larger than the fast caches of a processor, and waiting for memory would cost more than all else. So
 * words come in batches: their entries are touched first, one after another, and the processor fetches them together.
 */
final class WordCache {
    private static final int LONGEST_WORD = 12;

    private static final int MOST_TOKENS = 6;
    private static final int ENTRY = 8;
    private static final int SIZE = 3;
    private static final int PLACES = 4;
    private static final int IDS = 5;
    private static final int UNITS_PER_LONG = 4;
    private static final int WAYS = 2;
    private static final int FEWEST_SETS = 1 << 9;
    private static final int MOST_SETS = 1 << 16;

    private final long[] keys = new long[WordBatch.SIZE * SIZE];
    private final int[] hashes = new int[WordBatch.SIZE];
    private long[] table = new long[FEWEST_SETS * WAYS * ENTRY];
    private int sets = FEWEST_SETS;
    private int misses;
    /** Keeps the compiler from leaving out what is only read to be fetched. */
    @SuppressWarnings("unused")
    private long touched;

    /** Appends the tokens of the words of a batch, asking the model for those that are not known. */
    void tokenize(Model model, WordBatch batch, TokenBuffer tokens) {
        char[] text = batch.text().chars;
        touch(text, batch);
        for (int word = 0; word < batch.size; word++) {
            int start = batch.starts[word];
            int end = batch.ends[word];
            if (end - start > LONGEST_WORD) {
                model.tokenize(text, start, end, tokens);
            } else {
                int set = set(hashes[word]);
                if (holds(set, word, end - start)) {
                    recall(set, start, tokens);
                } else if (holds(set + ENTRY, word, end - start)) {
                    recall(set + ENTRY, start, tokens);
                } else {
                    int mark = tokens.size;
                    model.tokenize(text, start, end, tokens);
                    remember(word, start, end - start, tokens, mark);
                }
            }
            batch.tokenEnds[word] = tokens.size;
        }
    }

    private void touch(char[] text, WordBatch batch) {
        long seen = 0;
        for (int word = 0; word < batch.size; word++) {
            int start = batch.starts[word];
            int end = batch.ends[word];
            if (end - start <= LONGEST_WORD) {
                long first = units(text, start, end);
                long second = units(text, start + UNITS_PER_LONG, end);
                long third = units(text, start + 2 * UNITS_PER_LONG, end);
                keys[word * SIZE] = first;
                keys[word * SIZE + 1] = second;
                keys[word * SIZE + 2] = third;
                int hash = hash(first, second, third, end - start);
                hashes[word] = hash;
                seen ^= table[set(hash)] ^ table[set(hash) + ENTRY];
            }
        }
        touched = seen;
    }

    /** Where the set of a hash begins. */
    private int set(int hash) {
        return (hash & sets - 1) * WAYS * ENTRY;
    }

    /** Up to four units as one number; those behind the end are 0. */
    private static long units(char[] text, int from, int end) {
        long units = 0;
        int to = Math.min(from + UNITS_PER_LONG, end);
        for (int i = from; i < to; i++) {
            units = units << 16 | text[i];
        }
        return units;
    }

    private boolean holds(int entry, int word, int length) {
        long[] entries = table;
        int key = word * SIZE;
        return entries[entry] == keys[key]
                && entries[entry + 1] == keys[key + 1]
                && entries[entry + 2] == keys[key + 2]
                && (entries[entry + SIZE] & 0xFF) == length;
    }

    private void recall(int entry, int start, TokenBuffer tokens) {
        long[] entries = table;
        int count = (int) (entries[entry + SIZE] >>> 8);
        long places = entries[entry + PLACES];
        tokens.reserve(MOST_TOKENS);
        int size = tokens.size;
        for (int i = 0; i < count; i++) {
            tokens.ids[size] = (int) (entries[entry + IDS + (i >> 1)] >>> ((i & 1) << 5));
            tokens.starts[size] = start + (int) (places & 0xF);
            tokens.ends[size] = start + (int) (places >>> 4 & 0xF);
            places >>>= 8;
            size++;
        }
        tokens.size = size;
    }

    private void remember(int word, int start, int length, TokenBuffer tokens, int mark) {
        int count = tokens.size - mark;
        if (count > MOST_TOKENS) {
            return;
        }
        // Which of the two goes is as good as drawn; a frequent word that goes is soon back.
        int entry = set(hashes[word]) + ((hashes[word] >>> 20 ^ misses) & 1) * ENTRY;
        System.arraycopy(keys, word * SIZE, table, entry, SIZE);
        long places = 0;
        for (int i = count - 1; i >= 0; i--) {
            int span = tokens.ends[mark + i] - start << 4 | tokens.starts[mark + i] - start;
            places = places << 8 | span;
        }
        for (int i = 0; i < MOST_TOKENS; i += 2) {
            long even = i < count ? tokens.ids[mark + i] & 0xFFFFFFFFL : 0;
            long odd = i + 1 < count ? tokens.ids[mark + i + 1] & 0xFFFFFFFFL : 0;
            table[entry + IDS + (i >> 1)] = odd << 32 | even;
        }
        table[entry + SIZE] = (long) count << 8 | length;
        table[entry + PLACES] = places;
        if (++misses == sets * WAYS && sets < MOST_SETS) {
            grow();
        }
    }

    /** Four times the sets, which begin empty: a thread that reads little text keeps a small table. */
    private void grow() {
        sets *= 4;
        misses = 0;
        table = new long[sets * WAYS * ENTRY];
    }

    private static int hash(long first, long second, long third, int length) {
        long mixed = (first * 0x9E3779B97F4A7C15L ^ second) * 0xC2B2AE3D27D4EB4FL;
        mixed = (mixed ^ mixed >>> 29 ^ third ^ length) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}
