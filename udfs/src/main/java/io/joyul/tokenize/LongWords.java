package io.joyul.tokenize;

/**
 * The tokens of words of up to sixteen units, which are longer or of more tokens than what {@link ShortWords} keeps. An
 * entry begins with a cache line: four longs of units; one of length (5 bits), tokens (5) and, where they are wanted, the
 * places where nine of them end (5 each); three of three ids each (21 bits). Where an entry is two lines, the second has
 * two longs of twelve more places each, and six of three more ids each.
 */
final class LongWords {
    /** Longs of units. */
    static final int KEY = 4;
    /** The longest word. */
    static final int UNITS = KEY * WordTable.UNITS_PER_LONG;
    /** Longs in an entry of one cache line. */
    static final int LINE = 8;

    private static final int IDS = 5;
    private static final int IDS_PER_LONG = 3;
    private static final int COUNT = 5;
    private static final int PLACES = 10;
    private static final int PLACE_BITS = 5;
    private static final int FIVE_BITS = 0x1F;
    /** Tokens in the first line. */
    private static final int FIRST_TOKENS = IDS_PER_LONG * (LINE - IDS);

    private static final int MORE_IDS = LINE + 2;
    private static final int PLACES_PER_LONG = 12;
    /** Tokens in both. */
    private static final int MOST_TOKENS = FIRST_TOKENS + IDS_PER_LONG * (2 * LINE - MORE_IDS);

    private final int entrySize;
    private final int mostTokens;
    private final boolean places;
    private final WordTable table;

    private LongWords(int entrySize, int mostTokens, int mostSets, Detail detail) {
        this.entrySize = entrySize;
        this.mostTokens = mostTokens;
        this.places = detail == Detail.OFFSETS;
        this.table = new WordTable(KEY, entrySize, mostSets, false);
    }

    /** Of words of up to nine tokens: up to 8 MB. */
    static LongWords ofOneLine(Detail detail) {
        return new LongWords(LINE, FIRST_TOKENS, 1 << 16, detail);
    }

    /** Of words of up to 27 tokens, which are few: up to 4 MB. */
    static LongWords ofTwoLines(Detail detail) {
        return new LongWords(2 * LINE, MOST_TOKENS, 1 << 14, detail);
    }

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
            seen ^= longs[set] ^ longs[set + entrySize];
        }
        return seen;
    }

    /** Appends the tokens of a word, if they are known. */
    boolean recall(long[] keys, int key, int hash, int start, int length, TokenBuffer tokens) {
        long[] longs = table.longs;
        int entry = table.set(hash);
        if (!holds(longs, entry, keys, key, length)) {
            entry += entrySize;
            if (!holds(longs, entry, keys, key, length)) {
                return false;
            }
        }
        int count = (int) (longs[entry + KEY] >>> COUNT) & FIVE_BITS;
        tokens.reserve(count);
        int[] ids = tokens.ids;
        int size = tokens.size;
        for (int i = 0; i < count; i++) {
            ids[size + i] = (int) (longs[entry + idLong(i)] >>> i % IDS_PER_LONG * ShortWords.ID_BITS) & ShortWords.ID;
        }
        for (int i = 0, place = start; places && i < count; i++) {
            tokens.starts[size + i] = place;
            place = start + ((int) (longs[entry + placeLong(i)] >>> placeShift(i)) & FIVE_BITS);
            tokens.ends[size + i] = place;
        }
        tokens.size = size + count;
        return true;
    }

    private static boolean holds(long[] longs, int entry, long[] keys, int key, int length) {
        return longs[entry] == keys[key]
                && longs[entry + 1] == keys[key + 1]
                && longs[entry + 2] == keys[key + 2]
                && longs[entry + 3] == keys[key + 3]
                && (longs[entry + KEY] & WordTable.LENGTH) == length;
    }

    /** Keeps the tokens from {@code mark} on as those of a word, if they fit, and says whether they do. */
    boolean remember(long[] keys, int key, int hash, int start, int length, TokenBuffer tokens, int mark) {
        int count = tokens.size - mark;
        if (count > mostTokens || places && !WordTable.adjoin(tokens, mark, start)) {
            return false;
        }
        long[] made = new long[entrySize];
        System.arraycopy(keys, key, made, 0, KEY);
        made[KEY] = (long) count << COUNT | length;
        for (int i = 0; i < count; i++) {
            long id = tokens.ids[mark + i];
            if (id < 0 || id > ShortWords.ID) {
                return false;
            }
            made[idLong(i)] |= id << i % IDS_PER_LONG * ShortWords.ID_BITS;
            if (places) {
                made[placeLong(i)] |= (long) (tokens.ends[mark + i] - start) << placeShift(i);
            }
        }
        int entry = table.place(hash);
        System.arraycopy(made, 0, table.longs, entry, entrySize);
        return true;
    }

    /** The long of an entry that a token's id is in; both lines begin with a whole one. */
    private static int idLong(int token) {
        return (token < FIRST_TOKENS ? IDS : MORE_IDS - FIRST_TOKENS / IDS_PER_LONG) + token / IDS_PER_LONG;
    }

    /** The long that the place of a token's end is in. */
    private static int placeLong(int token) {
        return token < FIRST_TOKENS ? KEY : LINE + (token - FIRST_TOKENS) / PLACES_PER_LONG;
    }

    private static int placeShift(int token) {
        return token < FIRST_TOKENS
                ? PLACES + PLACE_BITS * token
                : PLACE_BITS * ((token - FIRST_TOKENS) % PLACES_PER_LONG);
    }
}
