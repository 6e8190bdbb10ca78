package io.joyul.tokenize;

/** A text before every text that is not empty; it comes from the first character. */
record Prepend(String content) implements Normalizer {
    @Override
    public void normalize(NormalizedText source, int from, int to, NormalizedText target) {
        target.length = 0;
        if (from < to) {
            target.append(content, source, from);
            target.append(source, from, to);
        }
    }
}
