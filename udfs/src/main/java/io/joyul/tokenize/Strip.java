package io.joyul.tokenize;

/** White space off the ends of a text. */
record Strip(boolean left, boolean right) implements Normalizer {
    @Override
    public void normalize(NormalizedText source, int from, int to, NormalizedText target) {
        int first = from;
        int last = to;
        while (left && first < last && BertCharacters.whitespace(source.chars[first])) {
            first++;
        }
        while (right && last > first && BertCharacters.whitespace(source.chars[last - 1])) {
            last--;
        }
        target.length = 0;
        target.append(source, first, last);
    }
}
