package io.joyul.tokenize;

/**
 * The tokens of words of up to sixteen units and nine tokens, which are longer or of more tokens than what
 * {@link ShortWords} keeps. An entry is a cache line: four longs of units; one of length (5 bits), tokens (4) and the
 * places where they end (5 each); three of three ids each (21 bits).
 */
final class LongWords {
    /** Longs of units. */
    static final int KEY = 4;
    /** The longest word. */
    static final int UNITS = KEY * WordTable.UNITS_PER_LONG;

    private static final int ENTRY = 8;
    private static final int MOST_SETS = 1 << 15;
    private static final int IDS = 5;
    private static final int IDS_PER_LONG = 3;
    private static final int MOST_TOKENS = 9;
    private static final int LENGTH = 0x1F;
    private static final int COUNT = 5;
    private static final int PLACES = 9;
    private static final int PLACE_BITS = 5;

    private final WordTable table = new WordTable(ENTRY, MOST_SETS);

    /** Writes the units of a word, more than eight, as four numbers: its first eight and, which may overlap, its last. */
    static void key(char[] text, int start, int length, long[] keys, int key) {
        int end = start + length;
        keys[key] = WordTable.four(text, start);
        keys[key + 1] = WordTable.four(text, start + 4);
        keys[key + 2] = WordTable.four(text, end - 8);
        keys[key + 3] = WordTable.four(text, end - 4);
    }

    /** Reads from the entries of some hashes, and gives what it read, which means nothing. */
    long touch(int[] hashes, int count) {
        long[] longs = table.longs;
        long seen = 0;
        for (int i = 0; i < count; i++) {
            int set = table.set(hashes[i]);
            seen ^= longs[set] ^ longs[set + ENTRY];
        }
        return seen;
    }

    /** Appends the tokens of a word, if they are known. */
    boolean recall(long[] keys, int key, int hash, int start, int length, TokenBuffer tokens) {
        long[] longs = table.longs;
        int entry = table.set(hash);
        if (!holds(longs, entry, keys, key, length)) {
            entry += ENTRY;
            if (!holds(longs, entry, keys, key, length)) {
                return false;
            }
        }
        long places = longs[entry + KEY] >>> PLACES;
        int count = (int) (longs[entry + KEY] >>> COUNT) & 0xF;
        tokens.reserve(MOST_TOKENS);
        int size = tokens.size;
        int place = start;
        for (int i = 0; i < count; i++) {
            tokens.starts[size + i] = place;
            place = start + (int) (places >>> PLACE_BITS * i & 0x1F);
            tokens.ends[size + i] = place;
            tokens.ids[size + i] = (int)
                            (longs[entry + IDS + i / IDS_PER_LONG] >>> i % IDS_PER_LONG * ShortWords.ID_BITS)
                    & ShortWords.ID;
        }
        tokens.size = size + count;
        return true;
    }

    private static boolean holds(long[] longs, int entry, long[] keys, int key, int length) {
        return longs[entry] == keys[key]
                && longs[entry + 1] == keys[key + 1]
                && longs[entry + 2] == keys[key + 2]
                && longs[entry + 3] == keys[key + 3]
                && (longs[entry + KEY] & LENGTH) == length;
    }

    /** Keeps the tokens from {@code mark} on as those of a word, if they fit. */
    void remember(long[] keys, int key, int hash, int start, int length, TokenBuffer tokens, int mark) {
        int count = tokens.size - mark;
        if (count > MOST_TOKENS || !WordTable.adjoin(tokens, mark, start)) {
            return;
        }
        long places = 0;
        long[] ids = new long[ENTRY - IDS];
        for (int i = 0; i < count; i++) {
            long id = tokens.ids[mark + i];
            if (id < 0 || id > ShortWords.ID) {
                return;
            }
            places |= (long) (tokens.ends[mark + i] - start) << PLACE_BITS * i;
            ids[i / IDS_PER_LONG] |= id << i % IDS_PER_LONG * ShortWords.ID_BITS;
        }
        int entry = table.place(hash);
        long[] longs = table.longs;
        System.arraycopy(keys, key, longs, entry, KEY);
        longs[entry + KEY] = places << PLACES | (long) count << COUNT | length;
        System.arraycopy(ids, 0, longs, entry + IDS, ids.length);
    }
}
