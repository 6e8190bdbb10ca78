package io.joyul.example;

import io.joyul.preprocess.Content;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A text from its first token to its end token, cut into pieces that follow on one another without overlap, so that each
 * token is learnt once. What the tokenizer puts around a text is left out: the end token alone tells texts apart.
 */
final class CausalMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final Optional<Integer> end;

    CausalMaker(TextEncoder encoder, String endToken) {
        this.encoder = encoder;
        this.end = encoder.endId(endToken);
    }

    @Override
    public Kind kind() {
        return Kind.CAUSAL;
    }

    @Override
    public Made make(Source row) {
        int[] text = encoder.bare(row.content(Content.Document.class).text());
        if (text.length == 0) {
            return Made.dropped(DropRule.NO_TOKENS);
        }
        int[] ended = end.isEmpty() ? text : Arrays.copyOf(text, text.length + 1);
        end.ifPresent(id -> ended[text.length] = id);
        List<Example.Causal> examples = new ArrayList<>();
        for (int from = 0; from < ended.length; from += encoder.maxLength()) {
            int[] piece = Arrays.copyOfRange(ended, from, Math.min(from + encoder.maxLength(), ended.length));
            examples.add(new Example.Causal(row.id(), piece, piece.clone(), examples.size()));
        }
        return Made.of(examples, false, encoder.count(text));
    }
}
