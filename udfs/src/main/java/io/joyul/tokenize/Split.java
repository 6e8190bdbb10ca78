package io.joyul.tokenize;

/**
 * Cuts at what a {@link Delimiter} finds: Hugging Face's {@code Split}, {@code Digits}, {@code Punctuation}, {@code
 * Whitespace} and {@code CharDelimiterSplit} are all this with another delimiter.
 */
record Split(Delimiter delimiter, Behavior behavior) implements PreTokenizer {
    /** Finds what stands between words. */
    interface Delimiter {
        /** Hands on the delimiters in the units {@code [from, to)} in order. */
        void find(NormalizedText text, int from, int to, TextPattern.Matches matches);
    }

    /** What becomes of a delimiter. */
    enum Behavior {
        REMOVED,
        ISOLATED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS
    }

    @Override
    public void split(NormalizedText text, int from, int to, NormalizedText scratch, Words words) {
        Cutter cutter = new Cutter(text, from, words);
        delimiter.find(text, from, to, cutter);
        cutter.finish(to);
    }

    /** Joins delimiters and what lies between them to words. */
    private final class Cutter implements TextPattern.Matches {
        private final NormalizedText text;
        private final Words words;
        /** Where the word begins that is not handed on yet. */
        private int open;
        /** The end of the last delimiter. */
        private int done;

        Cutter(NormalizedText text, int from, Words words) {
            this.text = text;
            this.words = words;
            this.open = from;
            this.done = from;
        }

        @Override
        public void match(int start, int end) {
            switch (behavior) {
                case REMOVED -> {
                    word(start);
                    open = end;
                }
                case ISOLATED -> {
                    word(start);
                    word(end);
                }
                // A delimiter right after another has no word before it, and stands alone.
                case MERGED_WITH_PREVIOUS -> word(end);
                case MERGED_WITH_NEXT -> word(start);
                case CONTIGUOUS -> {
                    if (done < start) {
                        word(done);
                        word(start);
                    }
                }
            }
            done = end;
        }

        /** Hands on what is open up to a unit. */
        private void word(int end) {
            if (open < end) {
                words.word(text, open, end);
            }
            open = end;
        }

        void finish(int to) {
            if (behavior == Behavior.CONTIGUOUS) {
                word(done);
            }
            word(to);
        }
    }
}
