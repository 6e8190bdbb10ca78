package io.joyul.tokenize;

/** Sends a text through the stages of a tokenizer. Working memory of one thread, used again for every text. */
final class Pass {
    private final Parts parts;
    private final Detail detail;
    private final AddedTokenMatcher rawMatcher;
    private final AddedTokenMatcher normalizedMatcher;
    private final NormalizedText raw;
    private final Normalization normalization;
    private final WordCache cache;
    private final TokenBuffer tokens = new TokenBuffer();
    private final AddedTokenMatcher.Pieces rawPieces = new RawPieces();
    private final AddedTokenMatcher.Pieces normalizedPieces = new NormalizedPieces();
    private final PreTokenization preTokenization;
    private final WordBatch batch = new WordBatch();
    /** The text that the normalizers made of the current piece. */
    private NormalizedText current;

    private int wordCount;

    Pass(Parts parts, AddedTokenMatcher rawMatcher, AddedTokenMatcher normalizedMatcher, Detail detail) {
        this.parts = parts;
        this.detail = detail;
        this.cache = new WordCache(detail);
        this.rawMatcher = rawMatcher;
        this.normalizedMatcher = normalizedMatcher;
        this.raw = new NormalizedText(detail);
        this.normalization = new Normalization(parts.normalizers(), detail);
        this.current = raw;
        this.preTokenization = new PreTokenization(parts.preTokenizers(), detail, this::word);
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
        char boundary = parts.model().mark();
        int from = start;
        for (int i = start + 1; boundary != Model.NO_MARK && i < end; i++) {
            if (text.chars[i] == boundary && text.chars[i - 1] != boundary) {
                part(text, from, i);
                from = i;
            }
        }
        part(text, from, end);
        wordCount++;
    }

    private void part(NormalizedText text, int start, int end) {
        if (!batch.takes(text)) {
            flush();
        }
        batch.add(text, start, end, wordCount);
    }

    /** Sends the words that wait to the model. */
    private void flush() {
        int from = tokens.size;
        cache.tokenize(parts.model(), batch, tokens);
        for (int word = 0; detail == Detail.OFFSETS && word < batch.size; word++) {
            place(batch.text(), from, batch.tokenEnds[word], batch.words[word]);
            from = batch.tokenEnds[word];
        }
        batch.size = 0;
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
        if (detail == Detail.OFFSETS) {
            place(text, mark, tokens.size, wordCount++);
        }
    }

    /** Turns the places of tokens from units into code points of the original text. */
    private void place(NormalizedText text, int from, int to, int word) {
        for (int i = from; i < to; i++) {
            tokens.starts[i] = text.originalStart(tokens.starts[i]);
            tokens.ends[i] = text.originalEnd(tokens.ends[i] - 1);
            tokens.words[i] = word;
        }
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
            preTokenization.split(current, start, end);
            flush();
        }

        @Override
        public void token(int id, int start, int end) {
            addedToken(current, id, start, end);
        }
    }
}
