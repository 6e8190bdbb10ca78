package io.joyul.tokenize;

import java.util.List;

/** Sends a text through the stages of a tokenizer. Working memory of one thread, used again for every text. */
final class Pass {
    private final Parts parts;
    private final Detail detail;
    private final AddedTokenMatcher rawMatcher;
    private final AddedTokenMatcher normalizedMatcher;
    private final NormalizedText raw;
    private final Normalization normalization;
    private final WordCache cache = new WordCache();
    private final TokenBuffer tokens = new TokenBuffer();
    private final AddedTokenMatcher.Pieces rawPieces = new RawPieces();
    private final AddedTokenMatcher.Pieces normalizedPieces = new NormalizedPieces();
    /** Takes a piece of text to the first pre-tokenizer, and through all of them to the model. */
    private final PreTokenizer.Words preTokenizers;
    /** The text that the normalizers made of the current piece. */
    private NormalizedText current;

    private int wordCount;

    Pass(Parts parts, AddedTokenMatcher rawMatcher, AddedTokenMatcher normalizedMatcher, Detail detail) {
        this.parts = parts;
        this.detail = detail;
        this.rawMatcher = rawMatcher;
        this.normalizedMatcher = normalizedMatcher;
        this.raw = new NormalizedText(detail);
        this.normalization = new Normalization(parts.normalizers(), detail);
        this.current = raw;
        this.preTokenizers = chain(parts.preTokenizers(), detail, this::word);
    }

    /** What cuts a text by all pre-tokenizers, one after another. */
    static PreTokenizer.Words chain(List<PreTokenizer> stages, Detail detail, PreTokenizer.Words words) {
        PreTokenizer.Words chain = words;
        for (int i = stages.size() - 1; i >= 0; i--) {
            PreTokenizer stage = stages.get(i);
            PreTokenizer.Words next = chain;
            NormalizedText scratch = new NormalizedText(detail);
            chain = (text, start, end) -> stage.split(text, start, end, scratch, next);
        }
        return chain;
    }

    /** The tokens of a text, without special ones; good until the next call. */
    TokenBuffer run(String text) {
        tokens.size = 0;
        wordCount = 0;
        raw.load(text);
        rawMatcher.split(raw, 0, raw.length, rawPieces);
        return tokens;
    }

    private void word(NormalizedText text, int start, int end) {
        int mark = tokens.size;
        char boundary = parts.model().mark();
        if (boundary == Model.NO_MARK) {
            cache.tokenize(parts.model(), text.chars, start, end, tokens);
        } else {
            int from = start;
            for (int i = start + 1; i < end; i++) {
                if (text.chars[i] == boundary && text.chars[i - 1] != boundary) {
                    cache.tokenize(parts.model(), text.chars, from, i, tokens);
                    from = i;
                }
            }
            cache.tokenize(parts.model(), text.chars, from, end, tokens);
        }
        place(text, mark);
    }

    private void addedToken(NormalizedText text, int id, int start, int end) {
        int mark = tokens.size;
        int from = start;
        int to = end;
        OffsetTrimming trimming = parts.trimming();
        if (trimming != null && detail == Detail.OFFSETS) {
            // The white space that it took along is not in the vocabulary's word for it.
            from = trimming.start(text, start, end);
            to = OffsetTrimming.end(text, from, end);
        }
        tokens.add(id, from, to);
        place(text, mark);
    }

    /** Turns the places of the newest tokens from units into code points of the original text. */
    private void place(NormalizedText text, int mark) {
        if (detail == Detail.IDS) {
            return;
        }
        for (int i = mark; i < tokens.size; i++) {
            tokens.starts[i] = text.originalStart(tokens.starts[i]);
            tokens.ends[i] = text.originalEnd(tokens.ends[i] - 1);
            tokens.words[i] = wordCount;
        }
        wordCount++;
    }

    private final class RawPieces implements AddedTokenMatcher.Pieces {
        @Override
        public void text(int start, int end) {
            if (normalization.changesNothing()) {
                current = raw;
                normalizedMatcher.split(raw, start, end, normalizedPieces);
            } else {
                current = normalization.of(raw, start, end);
                normalizedMatcher.split(current, 0, current.length, normalizedPieces);
            }
        }

        @Override
        public void token(int id, int start, int end) {
            addedToken(raw, id, start, end);
        }
    }

    private final class NormalizedPieces implements AddedTokenMatcher.Pieces {
        @Override
        public void text(int start, int end) {
            preTokenizers.word(current, start, end);
        }

        @Override
        public void token(int id, int start, int end) {
            addedToken(current, id, start, end);
        }
    }
}
