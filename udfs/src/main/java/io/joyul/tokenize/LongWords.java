package io.joyul.tokenize;

/**
 * The tokens of words of up to sixteen units and six tokens. An entry is a cache line: four longs of units; one of length
 * (5 bits), tokens (3) and the places where they end (5 each); three of two ids each.
 */
final class LongWords {
    /** Longs of units. */
    static final int KEY = 4;
    /** The longest word. */
    static final int UNITS = KEY * WordTable.UNITS_PER_LONG;

    private static final int ENTRY = 8;
    private static final int MOST_SETS = 1 << 15;
    private static final int IDS = 5;
    private static final int MOST_TOKENS = 6;
    private static final int LENGTH = 0x1F;
    private static final int PLACE_BITS = 5;

    private final WordTable table = new WordTable(ENTRY, MOST_SETS);

    /** Writes the units of a word, more than eight, as four numbers. */
    static void key(char[] text, int start, int length, long[] keys, int key) {
        int end = start + length;
        keys[key] = WordTable.units(text, start, start + 4);
        keys[key + 1] = WordTable.units(text, start + 4, start + 8);
        keys[key + 2] = WordTable.units(text, start + 8, Math.min(end, start + 12));
        keys[key + 3] = WordTable.units(text, start + 12, end);
    }

    /** Reads from the entries of a hash, and gives what it read, which means nothing. */
    long touch(int hash) {
        int set = table.set(hash);
        return table.longs[set] ^ table.longs[set + ENTRY];
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
        long places = longs[entry + KEY] >>> 8;
        int count = (int) (longs[entry + KEY] >>> 5) & 7;
        tokens.reserve(MOST_TOKENS);
        int size = tokens.size;
        int place = start;
        for (int i = 0; i < count; i++) {
            tokens.starts[size + i] = place;
            place = start + (int) (places >>> PLACE_BITS * i & 0x1F);
            tokens.ends[size + i] = place;
            tokens.ids[size + i] = (int) (longs[entry + IDS + (i >> 1)] >>> ((i & 1) << 5));
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
        int entry = table.place(hash);
        long[] longs = table.longs;
        System.arraycopy(keys, key, longs, entry, KEY);
        long places = 0;
        for (int i = count - 1; i >= 0; i--) {
            places = places << PLACE_BITS | tokens.ends[mark + i] - start;
        }
        longs[entry + KEY] = places << 8 | (long) count << 5 | length;
        for (int i = 0; i < MOST_TOKENS; i += 2) {
            long even = i < count ? tokens.ids[mark + i] & 0xFFFFFFFFL : 0;
            long odd = i + 1 < count ? tokens.ids[mark + i + 1] & 0xFFFFFFFFL : 0;
            longs[entry + IDS + (i >> 1)] = odd << 32 | even;
        }
    }
}
