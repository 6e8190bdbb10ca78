package io.joyul.tokenize;

/** Each match of a pattern by a text, which then comes from the last character of the match. */
record Replace(TextPattern pattern, String content) implements Normalizer {
    @Override
    public void normalize(NormalizedText source, int from, int to, NormalizedText target) {
        target.length = 0;
        int[] done = {from};
        pattern.find(source.chars, from, to, (start, end) -> {
            target.append(source, done[0], start);
            target.append(content, source, end - 1);
            done[0] = end;
        });
        target.append(source, done[0], to);
    }

    @Override
    public boolean keeps(NormalizedText source, int from, int to) {
        return !pattern.isIn(source.chars, from, to);
    }
}
