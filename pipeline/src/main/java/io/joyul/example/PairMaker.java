package io.joyul.example;

import io.joyul.preprocess.Content;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.Truncation;
import java.util.List;

/** Two texts in one sequence, the longer one cut first, as BERT reads them (https://arxiv.org/abs/1810.04805). */
final class PairMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final Tokenizer tokenizer;
    private final List<String> labels;

    PairMaker(TextEncoder encoder, List<String> labels) {
        this.encoder = encoder;
        this.tokenizer = encoder.truncating(new Truncation(encoder.maxLength(), 0));
        this.labels = labels;
    }

    @Override
    public Kind kind() {
        return Kind.PAIR;
    }

    @Override
    public Made make(Source row) {
        Content.Pair pair = row.content(Content.Pair.class);
        Encoding encoding = tokenizer.encode(pair.first(), pair.second());
        TokenCounts counts = encoder.count(encoding);
        if (counts.none()) {
            return Made.dropped(DropRule.NO_TOKENS);
        }
        Example.Pair example = new Example.Pair(
                row.id(), encoding.ids(), encoding.typeIds(), labels.indexOf(pair.label()), row.shown());
        return Made.of(List.of(example), !encoding.overflowing().isEmpty(), counts);
    }
}
