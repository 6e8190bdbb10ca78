package io.joyul.tokenize;

import java.util.Arrays;

/**
 * What a model made of the words seen lately, for one thread: natural text repeats its words, and a look-up of a short
 * word costs less than cutting it again. Words and tokens lie in flat arenas; when one is full, all is forgotten, so
 * memory is bounded whatever the text.
 */
final class WordCache {
    private static final int LONGEST_WORD = 32;
    private static final int FEWEST = 1 << 10;
    private static final int MOST = 1 << 16;
    private static final int CHARS_PER_WORD = 8;
    private static final int TOKENS_PER_WORD = 4;

    /** Words that fit. */
    private int capacity = FEWEST;
    /** A word's hash in the upper half, its entry + 1 in the lower; 0 is a free slot. */
    private long[] slots = new long[FEWEST * 2];

    private int[] charEnds = new int[FEWEST + 1];
    private int[] tokenEnds = new int[FEWEST + 1];
    private char[] chars = new char[FEWEST * CHARS_PER_WORD];
    private int[] ids = new int[FEWEST * TOKENS_PER_WORD];
    /** Where each token begins and ends in its word, a byte each. */
    private short[] places = new short[FEWEST * TOKENS_PER_WORD];

    private int entries;

    /** Appends the tokens of a word, asking the model when the word is not known yet. */
    void tokenize(Model model, char[] text, int start, int end, TokenBuffer tokens) {
        int length = end - start;
        if (length > LONGEST_WORD) {
            model.tokenize(text, start, end, tokens);
            return;
        }
        int hash = hash(text, start, end);
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (long found = slots[slot]; found != 0; found = slots[slot]) {
            if ((int) (found >>> 32) == hash && matches((int) found - 1, text, start, length)) {
                recall((int) found - 1, start, tokens);
                return;
            }
            slot = slot + 1 & mask;
        }
        int mark = tokens.size;
        model.tokenize(text, start, end, tokens);
        remember(hash, slot, text, start, length, tokens, mark);
    }

    private boolean matches(int entry, char[] text, int start, int length) {
        int from = charEnds[entry];
        if (charEnds[entry + 1] - from != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (chars[from + i] != text[start + i]) {
                return false;
            }
        }
        return true;
    }

    private void recall(int entry, int start, TokenBuffer tokens) {
        int from = tokenEnds[entry];
        int to = tokenEnds[entry + 1];
        tokens.reserve(to - from);
        int place = tokens.size;
        for (int i = from; i < to; i++) {
            tokens.ids[place] = ids[i];
            tokens.starts[place] = start + (places[i] >> 8);
            tokens.ends[place] = start + (places[i] & 0xFF);
            place++;
        }
        tokens.size = place;
    }

    private void remember(int hash, int slot, char[] text, int start, int length, TokenBuffer tokens, int mark) {
        int count = tokens.size - mark;
        int freeSlot = slot;
        if (entries == capacity
                || charEnds[entries] + length > chars.length
                || tokenEnds[entries] + count > ids.length) {
            makeRoom();
            freeSlot = freeSlot(hash);
        }
        System.arraycopy(text, start, chars, charEnds[entries], length);
        int to = tokenEnds[entries];
        for (int i = mark; i < tokens.size; i++) {
            ids[to] = tokens.ids[i];
            places[to++] = (short) (tokens.starts[i] - start << 8 | tokens.ends[i] - start);
        }
        charEnds[entries + 1] = charEnds[entries] + length;
        tokenEnds[entries + 1] = to;
        entries++;
        slots[freeSlot] = (long) hash << 32 | entries;
    }

    /** Twice the room, or, where that is too much, forgets all. */
    private void makeRoom() {
        if (capacity == MOST) {
            Arrays.fill(slots, 0);
            entries = 0;
            return;
        }
        capacity *= 2;
        charEnds = Arrays.copyOf(charEnds, capacity + 1);
        tokenEnds = Arrays.copyOf(tokenEnds, capacity + 1);
        chars = Arrays.copyOf(chars, capacity * CHARS_PER_WORD);
        ids = Arrays.copyOf(ids, capacity * TOKENS_PER_WORD);
        places = Arrays.copyOf(places, capacity * TOKENS_PER_WORD);
        long[] old = slots;
        slots = new long[capacity * 2];
        for (long slot : old) {
            if (slot != 0) {
                slots[freeSlot((int) (slot >>> 32))] = slot;
            }
        }
    }

    private int freeSlot(int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int hash(char[] text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + text[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }
}
