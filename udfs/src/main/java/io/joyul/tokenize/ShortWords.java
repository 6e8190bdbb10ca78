package io.joyul.tokenize;

/**
 * The tokens of words of up to eight units and four tokens: most words there are. An entry is half a cache line, so that
 * one line answers for a word: two longs of units; one of length (5 bits), tokens (3), the four places where tokens end
 * (4 each; only where they are wanted) and, from bit 40 on, the first id; one of the other three ids (21 bits each). The
 * table grows to 16 MB.
 */
final class ShortWords {
    /** The longest word. */
    static final int UNITS = 2 * WordTable.UNITS_PER_LONG;

    private static final int KEY = 2;
    private static final int ENTRY = 4;
    private static final int MOST_SETS = 1 << 18;
    private static final int MOST_TOKENS = 4;
    private static final int FIRST_ID = 40;
    static final int ID_BITS = 21;
    /** The largest id that is kept. */
    static final int ID = (1 << ID_BITS) - 1;

    private final WordTable table = new WordTable(KEY, ENTRY, MOST_SETS, true);
    private final boolean places;

    /** @param detail whether a token's place is wanted, or its id alone */
    ShortWords(Detail detail) {
        this.places = detail == Detail.OFFSETS;
    }

    /** Writes the units of a word as two numbers. */
    static void key(char[] text, int start, int length, long[] keys, int key) {
        if (start + UNITS <= text.length) {
            // Words differ in length at random: eight units are read, whatever it is, since a wrong guess costs more.
            keys[key] = WordTable.four(text, start) >>> (Math.max(4 - length, 0) << 4);
            keys[key + 1] = length > 4 ? WordTable.four(text, start + 4) >>> (UNITS - length << 4) : 0;
        } else {
            keys[key] = WordTable.units(text, start, start + Math.min(4, length));
            keys[key + 1] = WordTable.units(text, start + 4, start + length);
        }
    }

    /** Reads from the entries of some hashes, and gives what it read, which means nothing. */
    long touch(int[] hashes, int count) {
        long[] longs = table.longs;
        long seen = 0;
        for (int i = 0; i < count; i++) {
            seen ^= longs[table.set(hashes[i])];
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
                entry = besides(keys, key, hash, length);
                if (entry < 0) {
                    return false;
                }
            }
        }
        long first = longs[entry + 2];
        long others = longs[entry + 3];
        tokens.reserve(MOST_TOKENS);
        int size = tokens.size;
        int[] ids = tokens.ids;
        // All four are written, however many there are, for the same reason as above.
        ids[size] = (int) (first >>> FIRST_ID);
        ids[size + 1] = (int) others & ID;
        ids[size + 2] = (int) (others >>> ID_BITS) & ID;
        ids[size + 3] = (int) (others >>> 2 * ID_BITS) & ID;
        if (places) {
            int[] starts = tokens.starts;
            int[] ends = tokens.ends;
            starts[size] = start;
            starts[size + 1] = ends[size] = start + (int) (first >>> 8 & 0xF);
            starts[size + 2] = ends[size + 1] = start + (int) (first >>> 12 & 0xF);
            starts[size + 3] = ends[size + 2] = start + (int) (first >>> 16 & 0xF);
            ends[size + 3] = start + (int) (first >>> 20 & 0xF);
        }
        tokens.size = size + ((int) (first >>> 5) & 7);
        return true;
    }

    /** The entry of a word in the set beside its own, or −1: a method by itself, since few words are there. */
    private int besides(long[] keys, int key, int hash, int length) {
        int entry = table.neighbour(hash);
        if (holds(table.longs, entry, keys, key, length)) {
            return entry;
        }
        return holds(table.longs, entry + ENTRY, keys, key, length) ? entry + ENTRY : -1;
    }

    private static boolean holds(long[] longs, int entry, long[] keys, int key, int length) {
        return longs[entry] == keys[key]
                && longs[entry + 1] == keys[key + 1]
                && (longs[entry + 2] & WordTable.LENGTH) == length;
    }

    /** Keeps the tokens from {@code mark} on as those of a word, if they fit, and says whether they do. */
    boolean remember(long[] keys, int key, int hash, int start, int length, TokenBuffer tokens, int mark) {
        int count = tokens.size - mark;
        if (count > MOST_TOKENS || places && !WordTable.adjoin(tokens, mark, start)) {
            return false;
        }
        long first = (long) count << 5 | length;
        long others = 0;
        for (int i = 0; i < count; i++) {
            long id = tokens.ids[mark + i];
            if (id < 0 || id > ID) {
                return false;
            }
            if (places) {
                first |= (long) (tokens.ends[mark + i] - start) << 8 + 4 * i;
            }
            if (i == 0) {
                first |= id << FIRST_ID;
            } else {
                others |= id << ID_BITS * (i - 1);
            }
        }
        int entry = table.place(hash);
        table.longs[entry] = keys[key];
        table.longs[entry + 1] = keys[key + 1];
        table.longs[entry + 2] = first;
        table.longs[entry + 3] = others;
        return true;
    }
}
