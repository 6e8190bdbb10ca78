package io.joyul.example;

import io.joyul.example.ChatTemplate.Piece;
import io.joyul.example.ChatTemplate.Role;
import io.joyul.mask.Masked;
import io.joyul.tokenize.Encoding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of a conversation, with labels on what the model is to say. The whole is tokenised at once between two end
 * tokens, so that tokens over the border of two pieces are what they are when the model reads; such a token is a target
 * when it begins in a piece that is learnt.
 *
 * @param inputIds of any length
 * @param labels the token where it is learnt, −100 elsewhere
 */
record Conversation(int[] inputIds, int[] labels) {
    static Conversation of(List<Piece> pieces, TextEncoder encoder, Optional<Integer> end) {
        int[] ids = new int[0];
        int[] labels = new int[0];
        int from = 0;
        while (from < pieces.size()) {
            int to = from;
            while (to < pieces.size() - 1 && pieces.get(to).role() == Role.READ) {
                to++;
            }
            Conversation part = part(pieces.subList(from, to + 1), encoder, end);
            ids = joined(ids, part.inputIds());
            labels = joined(labels, part.labels());
            from = to + 1;
        }
        return new Conversation(ids, labels);
    }

    /** Pieces that are read, the last of them learnt, and then the end token. */
    private static Conversation part(List<Piece> pieces, TextEncoder encoder, Optional<Integer> end) {
        StringBuilder text = new StringBuilder();
        Piece last = pieces.get(pieces.size() - 1);
        pieces.subList(0, pieces.size() - 1).forEach(piece -> text.append(piece.text()));
        int learntFrom = text.codePointCount(0, text.length());
        text.append(last.text());
        if (last.role() == Role.READ) {
            learntFrom = Integer.MAX_VALUE;
        }
        Encoding encoding = encoder.whole(text.toString());
        int[] ids = new int[encoding.length() + 1];
        int[] labels = new int[ids.length];
        int size = 0;
        for (int i = 0; i < encoding.length(); i++) {
            if (encoding.specialTokensMask()[i] == 0) {
                ids[size] = encoding.ids()[i];
                labels[size++] = encoding.starts()[i] >= learntFrom ? encoding.ids()[i] : Masked.IGNORED;
            }
        }
        if (last.role() == Role.LEARNT && end.isPresent()) {
            ids[size] = end.get();
            labels[size++] = end.get();
        }
        return new Conversation(Arrays.copyOf(ids, size), Arrays.copyOf(labels, size));
    }

    /** The beginning, of at most so many tokens. */
    Conversation cut(int length) {
        return inputIds.length <= length
                ? this
                : new Conversation(Arrays.copyOf(inputIds, length), Arrays.copyOf(labels, length));
    }

    /** Whether anything is left to learn. */
    boolean hasTarget() {
        return Arrays.stream(labels).anyMatch(label -> label != Masked.IGNORED);
    }

    private static int[] joined(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
