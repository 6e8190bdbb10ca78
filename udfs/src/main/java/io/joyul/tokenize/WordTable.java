package io.joyul.tokenize;

/**
 * A table of sets of two entries. A new word drives out one of the two in its set, so memory is fixed whatever the text,
 * and frequent words are back at once. It begins small: a thread that reads little text keeps a small table.
 */
final class WordTable {
    static final int UNITS_PER_LONG = 4;

    private static final int WAYS = 2;
    private static final int FEWEST_SETS = 1 << 9;
    private static final int GROWTH = 4;
    /** Longs from an array's first to the next beginning of a cache line, as large arrays lie in memory. */
    private static final int TO_LINE = 6;

    private final int entry;
    private final int mostSets;
    private int sets = FEWEST_SETS;
    private int misses;
    long[] longs;

    /**
     * @param entry longs in an entry: 4 or 8, half a cache line or a whole one
     * @param mostSets the most sets that it grows to
     */
    WordTable(int entry, int mostSets) {
        this.entry = entry;
        this.mostSets = mostSets;
        this.longs = empty();
    }

    private long[] empty() {
        return new long[sets * WAYS * entry + TO_LINE];
    }

    /** Where the set of a hash begins. */
    int set(int hash) {
        return (hash & sets - 1) * WAYS * entry + TO_LINE;
    }

    /** Where an entry may be overwritten; which of the two goes is as good as drawn. */
    int place(int hash) {
        if (++misses == sets * WAYS && sets < mostSets) {
            // The larger table begins empty.
            sets *= GROWTH;
            misses = 0;
            longs = empty();
        }
        return set(hash) + ((hash >>> 20 ^ misses) & 1) * entry;
    }

    /** Four units as one number. */
    static long four(char[] text, int at) {
        return (long) text[at] << 48 | (long) text[at + 1] << 32 | (long) text[at + 2] << 16 | text[at + 3];
    }

    /** Up to four units as one number. */
    static long units(char[] text, int from, int to) {
        long units = 0;
        for (int i = from; i < to; i++) {
            units = units << Character.SIZE | text[i];
        }
        return units;
    }

    /** Whether the tokens from {@code mark} on follow each other without a gap from {@code start} on. */
    static boolean adjoin(TokenBuffer tokens, int mark, int start) {
        int place = start;
        for (int i = mark; i < tokens.size; i++) {
            if (tokens.starts[i] != place) {
                return false;
            }
            place = tokens.ends[i];
        }
        return true;
    }
}
