package io.joyul.tokenize;

import java.util.List;

/** The normalizers of a tokenizer one after another, with the buffers between them. For one thread. */
final class Normalization {
    private final List<Normalizer> normalizers;
    private final NormalizedText[] buffers;

    Normalization(List<Normalizer> normalizers, Detail detail) {
        this.normalizers = List.copyOf(normalizers);
        this.buffers = new NormalizedText[] {new NormalizedText(detail), new NormalizedText(detail)};
    }

    boolean changesNothing() {
        return normalizers.isEmpty();
    }

    /** The normal form of the units {@code [from, to)}, where anything changes at all; good until the next call. */
    NormalizedText of(NormalizedText source, int from, int to) {
        NormalizedText current = source;
        int start = from;
        int end = to;
        for (Normalizer normalizer : normalizers) {
            if (!normalizer.keeps(current, start, end)) {
                NormalizedText next = current == buffers[0] ? buffers[1] : buffers[0];
                normalizer.normalize(current, start, end, next);
                current = next;
                start = 0;
                end = next.length;
            }
        }
        if (current == source && (from > 0 || to < source.length)) {
            current = buffers[0];
            current.length = 0;
            current.append(source, from, to);
        }
        return current;
    }

    /** The normal form of a text. */
    String of(String text) {
        if (changesNothing()) {
            return text;
        }
        NormalizedText source = new NormalizedText(Detail.IDS);
        source.load(text);
        NormalizedText normal = of(source, 0, source.length);
        return new String(normal.chars, 0, normal.length);
    }
}
