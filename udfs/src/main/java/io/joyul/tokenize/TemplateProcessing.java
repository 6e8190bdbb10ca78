package io.joyul.tokenize;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the special tokens around one text or two.
 *
 * @param single how one text is laid out
 * @param pair how two are
 */
record TemplateProcessing(Layout single, Layout pair) {
    /** What a tokenizer without a post-processor does: nothing is put in, two texts follow each other. */
    static final TemplateProcessing NONE =
            TemplateProcessing.of(List.of(new First(0)), List.of(new First(0), new Second(1)));

    static TemplateProcessing of(List<Piece> single, List<Piece> pair) {
        return new TemplateProcessing(Layout.of(single), Layout.of(pair));
    }

    /**
     * The parts of a text with its special tokens, in order.
     *
     * @param added how many of them are special tokens, counted once since every text asks for it
     */
    record Layout(List<Piece> pieces, int added) {
        static Layout of(List<Piece> pieces) {
            int added = (int) pieces.stream().filter(Special.class::isInstance).count();
            return new Layout(List.copyOf(pieces), added);
        }

        /** How many ids a text may keep of its own when there are to be so many in all. */
        int room(int maxLength) {
            if (maxLength < added) {
                throw new JoyulException(
                        ErrorCode.CONFIG_INVALID,
                        "a max length of " + maxLength + " tokens has no room for the " + added
                                + " special tokens around every text; allow more");
            }
            return maxLength - added;
        }

        /** Lays out the first {@code count} ids of one text. */
        int[] lay(int[] ids, int count) {
            int[] all = new int[(pieces.size() - added) * count + added];
            int position = 0;
            for (int i = 0; i < pieces.size(); i++) {
                if (pieces.get(i) instanceof Special special) {
                    all[position++] = special.id;
                } else {
                    System.arraycopy(ids, 0, all, position, count);
                    position += count;
                }
            }
            return all;
        }

        /** Lays out all tokens of one text. */
        Encoding lay(TokenBuffer tokens) {
            int length = tokens.size + added;
            Encoding all = Encoding.empty(length);
            int place = 0;
            for (Piece piece : pieces) {
                if (piece instanceof Special special) {
                    all.ids()[place] = special.id();
                    all.typeIds()[place] = special.typeId();
                    all.sequenceIds()[place] = Encoding.NO_SEQUENCE;
                    all.wordIds()[place] = Encoding.NO_WORD;
                    all.specialTokensMask()[place] = 1;
                    place++;
                } else if (piece instanceof First first) {
                    System.arraycopy(tokens.ids, 0, all.ids(), place, tokens.size);
                    System.arraycopy(tokens.starts, 0, all.starts(), place, tokens.size);
                    System.arraycopy(tokens.ends, 0, all.ends(), place, tokens.size);
                    System.arraycopy(tokens.words, 0, all.wordIds(), place, tokens.size);
                    if (first.typeId() != 0) {
                        Arrays.fill(all.typeIds(), place, place + tokens.size, first.typeId());
                    }
                    place += tokens.size;
                }
            }
            return all;
        }

        /** Lays out texts; the windows that overflowed are combined as Hugging Face does. */
        Encoding lay(Encoding first, Encoding second) {
            List<Encoding> all = List.of();
            for (Piece piece : pieces) {
                Encoding part = piece.of(first, second);
                List<Encoding> windows = new ArrayList<>(part.overflowing());
                windows.add(0, part);
                all = all.isEmpty() ? windows : combined(all, windows);
            }
            return all.isEmpty() ? first.slice(0, 0) : all.get(0).withOverflowing(all.subList(1, all.size()));
        }

        /** The kept window of both, then what overflowed on the left with every right one, then the kept left with the rest. */
        private static List<Encoding> combined(List<Encoding> left, List<Encoding> right) {
            List<Encoding> all = new ArrayList<>();
            all.add(left.get(0).followedBy(right.get(0)));
            for (Encoding window : left.subList(1, left.size())) {
                right.forEach(next -> all.add(window.followedBy(next)));
            }
            right.subList(1, right.size()).forEach(next -> all.add(left.get(0).followedBy(next)));
            return all;
        }
    }

    /** One part of the layout. */
    sealed interface Piece permits First, Second, Special {
        /** What stands in its place when these two texts are laid out. */
        Encoding of(Encoding first, Encoding second);
    }

    /** The first text, as a segment. */
    record First(int typeId) implements Piece {
        @Override
        public Encoding of(Encoding first, Encoding second) {
            return first.as(0, typeId);
        }
    }

    /** The second text, as a segment. */
    record Second(int typeId) implements Piece {
        @Override
        public Encoding of(Encoding first, Encoding second) {
            return second.as(1, typeId);
        }
    }

    /** A special token of a segment. */
    record Special(int id, int typeId) implements Piece {
        @Override
        public Encoding of(Encoding first, Encoding second) {
            return Encoding.ofSpecial(id, typeId, 1, 1);
        }
    }
}
