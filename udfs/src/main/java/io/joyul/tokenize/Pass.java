package io.joyul.tokenize;

import org.jspecify.annotations.Nullable;

/** Sends a text through the stages of a tokenizer. Working memory of one thread, used again for every text. */
final class Pass {
    private final Parts parts;
    private final Detail detail;
    private final AddedTokenMatcher rawMatcher;
    private final AddedTokenMatcher normalizedMatcher;
    private final NormalizedText raw;
    private final NormalizedText normalized;
    private final @Nullable WordCache cache;
    private final TokenBuffer tokens = new TokenBuffer();
    private final AddedTokenMatcher.Pieces rawPieces = new RawPieces();
    private final AddedTokenMatcher.Pieces normalizedPieces = new NormalizedPieces();
    private final PreTokenizer.Words words = this::word;
    /** Where the units of the current piece lie. */
    private NormalizedText current;

    private int wordCount;

    Pass(Parts parts, AddedTokenMatcher rawMatcher, AddedTokenMatcher normalizedMatcher, Detail detail) {
        this.parts = parts;
        this.detail = detail;
        this.rawMatcher = rawMatcher;
        this.normalizedMatcher = normalizedMatcher;
        this.raw = new NormalizedText(detail);
        this.normalized = new NormalizedText(detail);
        this.cache = detail == Detail.IDS ? new WordCache() : null;
        this.current = raw;
    }

    /** The tokens of a text, without special ones; good until the next call. */
    TokenBuffer run(String text) {
        tokens.size = 0;
        wordCount = 0;
        raw.load(text);
        rawMatcher.split(raw, 0, raw.length, rawPieces);
        return tokens;
    }

    private void piece(int from, int to) {
        Normalizer normalizer = parts.normalizer();
        if (normalizer == null) {
            current = raw;
            normalizedMatcher.split(raw, from, to, normalizedPieces);
        } else {
            normalizer.normalize(raw, from, to, normalized);
            current = normalized;
            normalizedMatcher.split(normalized, 0, normalized.length, normalizedPieces);
        }
    }

    private void word(int start, int end) {
        int mark = tokens.size;
        if (cache == null) {
            parts.model().tokenize(current.chars, start, end, tokens);
        } else {
            cache.tokenize(parts.model(), current.chars, start, end, tokens);
        }
        place(mark);
    }

    private void addedToken(NormalizedText text, int id, int start, int end) {
        current = text;
        int mark = tokens.size;
        tokens.add(id, start, end);
        place(mark);
    }

    /** Turns the places of the newest tokens from units into code points of the original text. */
    private void place(int mark) {
        if (detail == Detail.IDS) {
            return;
        }
        for (int i = mark; i < tokens.size; i++) {
            tokens.starts[i] = current.originalStart(tokens.starts[i]);
            tokens.ends[i] = current.originalEnd(tokens.ends[i] - 1);
        }
        tokens.word(mark, wordCount++);
    }

    private final class RawPieces implements AddedTokenMatcher.Pieces {
        @Override
        public void text(int start, int end) {
            piece(start, end);
        }

        @Override
        public void token(int id, int start, int end) {
            addedToken(raw, id, start, end);
        }
    }

    private final class NormalizedPieces implements AddedTokenMatcher.Pieces {
        @Override
        public void text(int start, int end) {
            PreTokenizer preTokenizer = parts.preTokenizer();
            if (preTokenizer == null) {
                word(start, end);
            } else {
                preTokenizer.split(current, start, end, words);
            }
        }

        @Override
        public void token(int id, int start, int end) {
            addedToken(current, id, start, end);
        }
    }
}
