package io.joyul.tokenize;

/**
 * A table of sets of two entries. It begins small, so that a thread which reads little text keeps a small table, and grows
 * while words drive out one another; at its largest, a new word drives out one of those it could be in, so memory is bounded
 * whatever the text, and frequent words are back at once.
 *
 * <p>An entry begins with the word's key; the long behind it begins with the word's length, which is not 0.
 */
final class WordTable {
    static final int UNITS_PER_LONG = 4;
    /** Bits of the length. */
    static final int LENGTH = 0x1F;

    private static final int WAYS = 2;
    private static final int FEWEST_SETS = 1 << 9;
    /** Grows when of so many sets one has driven out a word. */
    private static final int PATIENCE = 8;
    /** Longs from an array's first to the next beginning of a cache line, as large arrays lie in memory. */
    private static final int TO_LINE = 6;

    private final int keyLongs;
    private final int entry;
    private final int mostSets;
    private final boolean lends;
    private int sets = FEWEST_SETS;
    private int drivenOut;
    long[] longs;

    /**
     * @param keyLongs longs in a key: 2 or 4
     * @param entry longs in an entry: half a cache line, or whole ones
     * @param mostSets the most sets that it grows to, a power of two
     * @param lends whether a word may lie in the {@link #neighbour} set too, which costs a look-up that fails one more
     *     line, and lets fewer words drive out one another
     */
    WordTable(int keyLongs, int entry, int mostSets, boolean lends) {
        this.keyLongs = keyLongs;
        this.entry = entry;
        this.mostSets = mostSets;
        this.lends = lends;
        this.longs = empty(sets);
    }

    private long[] empty(int ofSets) {
        return new long[ofSets * WAYS * entry + TO_LINE];
    }

    /** The hash of a word by its key: of four longs, of which the last two are 0 for short words. */
    static int hash(long[] keys, int key, int length) {
        return hash(
                keys[key] ^ keys[key + 2] * 0xD6E8FEB86659FD93L,
                keys[key + 1] ^ keys[key + 3] * 0xCA5A826395121157L,
                length);
    }

    /** The hash of a short word by its key of two longs. */
    static int hash(long first, long second, int length) {
        long mixed = (first * 0x9E3779B97F4A7C15L ^ second) * 0xC2B2AE3D27D4EB4FL;
        mixed = (mixed ^ mixed >>> 29 ^ length) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** Where the set of a hash begins. */
    int set(int hash) {
        return (hash & sets - 1) * WAYS * entry + TO_LINE;
    }

    /** Where the set beside it begins, which may take in what the set of a hash has no room for. */
    int neighbour(int hash) {
        return set(hash ^ 1);
    }

    /** Where an entry may be written: a free one, or else one of those it may be in, as good as drawn. */
    int place(int hash) {
        int set = set(hash);
        int other = lends ? neighbour(hash) : set;
        for (int at : new int[] {set, set + entry, other, other + entry}) {
            if (isFree(at)) {
                return at;
            }
        }
        if (++drivenOut > sets / PATIENCE && sets < mostSets) {
            grow();
            return place(hash);
        }
        int drawn = hash >>> 20 ^ drivenOut;
        return ((drawn & 2) == 0 ? set : other) + (drawn & 1) * entry;
    }

    private boolean isFree(int at) {
        return longs[at + keyLongs] == 0;
    }

    /** Doubles the sets: the words of two neighbours go to two of four, so all of them have room. */
    private void grow() {
        long[] before = longs;
        sets *= 2;
        drivenOut = 0;
        longs = empty(sets);
        for (int at = TO_LINE; at < before.length; at += entry) {
            int length = (int) before[at + keyLongs] & LENGTH;
            if (length > 0) {
                int hash =
                        keyLongs == LongWords.KEY ? hash(before, at, length) : hash(before[at], before[at + 1], length);
                System.arraycopy(before, at, longs, place(hash), entry);
            }
        }
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

    /**
     * Whether the tokens from {@code mark} on follow each other without a gap from {@code start} on, as all do but those
     * of bytes of one character. Only so can their places be kept.
     */
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
