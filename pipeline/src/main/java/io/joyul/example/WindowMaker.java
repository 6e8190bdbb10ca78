package io.joyul.example;

import io.joyul.preprocess.Content;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.Truncation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A long document in windows that overlap, each with the document's id and class. */
final class WindowMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final Tokenizer windows;
    private final List<String> labels;

    WindowMaker(TextEncoder encoder, List<String> labels, int overlap) {
        this.encoder = encoder;
        this.windows = encoder.truncating(new Truncation(encoder.maxLength(), overlap));
        this.labels = labels;
    }

    @Override
    public Kind kind() {
        return Kind.WINDOW;
    }

    @Override
    public Made make(Source row) {
        Content.Document document = row.content(Content.Document.class);
        Encoding first = windows.encode(document.text());
        List<Encoding> all = new ArrayList<>(first.overflowing());
        all.add(0, first);
        TokenCounts counts = new TokenCounts(0, 0);
        List<Example.Window> examples = new ArrayList<>();
        for (Encoding window : all) {
            counts = counts.plus(encoder.count(window));
            examples.add(new Example.Window(
                    row.id(),
                    window.ids(),
                    examples.size(),
                    all.size(),
                    labels.indexOf(document.label()),
                    text(row, document, window)));
        }
        return counts.none() ? Made.dropped(DropRule.NO_TOKENS) : Made.of(examples, all.size() > 1, counts);
    }

    private static @Nullable String text(Source row, Content.Document document, Encoding window) {
        if (!row.split().heldOut()) {
            return null;
        }
        int from = Integer.MAX_VALUE;
        int to = 0;
        for (int i = 0; i < window.length(); i++) {
            if (window.specialTokensMask()[i] == 0) {
                from = Math.min(from, window.starts()[i]);
                to = Math.max(to, window.ends()[i]);
            }
        }
        String text = document.text();
        return from >= to ? "" : text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
    }
}
