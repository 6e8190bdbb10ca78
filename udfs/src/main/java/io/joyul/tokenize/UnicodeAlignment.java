package io.joyul.tokenize;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Normal forms of short chunks by the algorithm of UAX #15 itself, which tells of each character how many it took in. Of
 * Java's tables it asks, through {@link Normalizer}, only what it needs: decompositions, pairs that compose, and
 * whether two marks reorder.
 */
final class UnicodeAlignment {
    /** The last combining class of all: whatever combines in another class moves before it. */
    private static final String LAST_MARK = "\u0345";

    private final Form form;
    private final Form decomposition;
    private final Set<Integer> secondOfPair = new HashSet<>();

    /** One character on its way: {@code change} is 1 for one put in, and −n for one that took n others in. */
    private record Aligned(int codePoint, int change) {}

    UnicodeAlignment(Form form) {
        this.form = form;
        this.decomposition = switch (form) {
            case NFC, NFD -> Form.NFD;
            case NFKC, NFKD -> Form.NFKD;
        };
        for (int[] range : new int[][] {{0xC0, 0xFFFF}, {0x11000, 0x11FFF}}) {
            for (int codePoint = range[0]; codePoint <= range[1]; codePoint++) {
                if (!(codePoint >= 0xAC00 && codePoint <= 0xDFFF)) {
                    String parts = Normalizer.normalize(Character.toString(codePoint), Form.NFD);
                    parts.codePoints().skip(1).forEach(secondOfPair::add);
                }
            }
        }
        for (int jamo = 0x1161; jamo <= 0x11C2; jamo++) {
            if (jamo <= 0x1175 || jamo >= 0x11A8) {
                secondOfPair.add(jamo);
            }
        }
    }

    /** Whether the form puts characters together. */
    boolean composes() {
        return form == Form.NFC || form == Form.NFKC;
    }

    /** Whether a character may reorder or compose with one that stands before it. */
    boolean joins(int codePoint) {
        int first = Normalizer.normalize(Character.toString(codePoint), decomposition)
                .codePointAt(0);
        return !starter(first) || (composes() && secondOfPair.contains(first));
    }

    /** Writes the normal form of the units {@code [from, to)}. */
    void chunk(NormalizedText source, int from, int to, NormalizedText target) {
        if (!target.keepsOffsets()) {
            target.append(Normalizer.normalize(new String(source.chars, from, to - from), form), source, from);
            return;
        }
        List<Aligned> characters = ordered(new String(source.chars, from, to - from));
        int position = from;
        int last = from;
        for (Aligned character : composes() ? composed(characters) : characters) {
            if (character.change() <= 0) {
                target.append(Character.toString(character.codePoint()), source, position);
                // What this one took in is passed over; what is put in after it comes from the last of them.
                for (int taken = character.change(); taken <= 0 && position < to; taken++) {
                    last = position;
                    position = source.next(position);
                }
            } else {
                target.append(Character.toString(character.codePoint()), source, last);
            }
        }
    }

    /** Every character decomposed, and marks in the order of their classes; those of one class keep theirs. */
    private List<Aligned> ordered(String text) {
        List<Aligned> characters = new ArrayList<>();
        text.codePoints().forEach(codePoint -> {
            int[] parts = Normalizer.normalize(Character.toString(codePoint), decomposition)
                    .codePoints()
                    .toArray();
            for (int i = 0; i < parts.length; i++) {
                insert(characters, new Aligned(parts[i], i == 0 ? 0 : 1));
            }
        });
        return characters;
    }

    private static void insert(List<Aligned> characters, Aligned added) {
        int place = characters.size();
        while (place > 0
                && movesBefore(added.codePoint(), characters.get(place - 1).codePoint())) {
            place--;
        }
        characters.add(place, added);
    }

    private static List<Aligned> composed(List<Aligned> characters) {
        List<Aligned> composed = new ArrayList<>();
        int starter = -1;
        for (Aligned next : characters) {
            Aligned previous = composed.isEmpty() ? null : composed.get(composed.size() - 1);
            boolean blocked = previous == null
                    || starter < 0
                    || (starter < composed.size() - 1 && !movesBefore(previous.codePoint(), next.codePoint()));
            int pair = blocked ? -1 : pair(composed.get(starter).codePoint(), next.codePoint());
            if (pair >= 0) {
                composed.set(starter, new Aligned(pair, composed.get(starter).change() + next.change() - 1));
                continue;
            }
            if (starter(next.codePoint())) {
                starter = composed.size();
            }
            composed.add(next);
        }
        return composed;
    }

    /** The character that two compose to, or −1. */
    private static int pair(int first, int second) {
        String composed = Normalizer.normalize(Character.toString(first) + Character.toString(second), Form.NFC);
        int codePoint = composed.codePointAt(0);
        return Character.charCount(codePoint) == composed.length() ? codePoint : -1;
    }

    /** Whether the class of {@code mark} is lower than that of {@code other}, and neither is a starter. */
    private static boolean movesBefore(int mark, int other) {
        String given = Character.toString(other) + Character.toString(mark);
        return !Normalizer.isNormalized(given, Form.NFD)
                && Normalizer.isNormalized(Character.toString(mark) + Character.toString(other), Form.NFD);
    }

    private static boolean starter(int codePoint) {
        String text = Character.toString(codePoint);
        return !text.equals(LAST_MARK)
                && Normalizer.normalize(LAST_MARK + text, Form.NFD).startsWith(LAST_MARK);
    }
}
