package io.joyul.tokenize;

import java.util.Arrays;

/**
 * What a model made of the words seen lately, for one thread: natural text repeats its words, and a look-up of a short
 * word costs less than cutting it again. Words and ids lie in two flat arenas; when one is full, all is forgotten, so
 * memory is bounded whatever the text.
 */
final class WordCache {
    private static final int LONGEST_WORD = 24;
    private static final int ENTRIES = 1 << 15;
    private static final int MASK = ENTRIES * 2 - 1;
    private static final int CHARS = ENTRIES * 8;
    private static final int IDS = ENTRIES * 4;

    /** Entry + 1 by slot; 0 is a free slot. */
    private final int[] slots = new int[MASK + 1];

    private final int[] hashes = new int[ENTRIES];
    private final int[] charEnds = new int[ENTRIES + 1];
    private final int[] idEnds = new int[ENTRIES + 1];
    private final char[] chars = new char[CHARS];
    private final int[] ids = new int[IDS];
    private int entries;

    /** Appends the tokens of a word, asking the model when the word is not known yet; their places are not kept. */
    void tokenize(Model model, char[] text, int start, int end, TokenBuffer tokens) {
        int length = end - start;
        if (length > LONGEST_WORD) {
            model.tokenize(text, start, end, tokens);
            return;
        }
        int hash = hash(text, start, end);
        int slot = hash & MASK;
        for (int entry = slots[slot] - 1; entry >= 0; entry = slots[slot] - 1) {
            if (hashes[entry] == hash && matches(entry, text, start, length)) {
                for (int i = idEnds[entry]; i < idEnds[entry + 1]; i++) {
                    tokens.add(ids[i], start, end);
                }
                return;
            }
            slot = slot + 1 & MASK;
        }
        int mark = tokens.size;
        model.tokenize(text, start, end, tokens);
        remember(hash, slot, text, start, length, tokens, mark);
    }

    private boolean matches(int entry, char[] text, int start, int length) {
        int from = charEnds[entry];
        return charEnds[entry + 1] - from == length
                && Arrays.equals(chars, from, from + length, text, start, start + length);
    }

    private void remember(int hash, int slot, char[] text, int start, int length, TokenBuffer tokens, int mark) {
        int count = tokens.size - mark;
        int freeSlot = slot;
        if (entries == ENTRIES || charEnds[entries] + length > CHARS || idEnds[entries] + count > IDS) {
            Arrays.fill(slots, 0);
            entries = 0;
            freeSlot = hash & MASK;
        }
        System.arraycopy(text, start, chars, charEnds[entries], length);
        System.arraycopy(tokens.ids, mark, ids, idEnds[entries], count);
        hashes[entries] = hash;
        charEnds[entries + 1] = charEnds[entries] + length;
        idEnds[entries + 1] = idEnds[entries] + count;
        slots[freeSlot] = ++entries;
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
