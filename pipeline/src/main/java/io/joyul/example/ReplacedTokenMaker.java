package io.joyul.example;

import io.joyul.mask.Masked;
import io.joyul.mask.ReplacedTokens;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Text in which some tokens are others than they were, in pieces that follow on one another without overlap. */
final class ReplacedTokenMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final SpecialTokens special;
    private final ReplacedTokens replacing;
    private final long seed;

    ReplacedTokenMaker(TextEncoder encoder, double share, long seed) {
        this.encoder = encoder;
        this.special = encoder.tokenizer().specialTokens();
        this.replacing = new ReplacedTokens(share);
        this.seed = seed;
    }

    @Override
    public Kind kind() {
        return Kind.REPLACED;
    }

    @Override
    public Made make(Source row) {
        int[] text = encoder.bare(row.content(Content.Document.class).text());
        List<Example.Replaced> examples = new ArrayList<>();
        for (int from = 0; from < text.length; from += encoder.room()) {
            int[] piece = Arrays.copyOfRange(text, from, Math.min(from + encoder.room(), text.length));
            Masked replaced = replacing.apply(
                    encoder.framed(piece),
                    special,
                    encoder.tokenizer().vocabularySize(),
                    Draws.of(seed + examples.size(), row.id()));
            examples.add(new Example.Replaced(row.id(), replaced.inputIds(), replaced.labels()));
        }
        return examples.isEmpty() ? Made.dropped(DropRule.NO_TOKENS) : Made.of(examples, false, encoder.count(text));
    }
}
