package io.joyul.example;

import io.joyul.mask.Denoised;
import io.joyul.mask.Denoising;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Damaged text for an encoder-decoder to mend, in pieces that follow on one another without overlap. */
final class DenoisingMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final Denoising denoising;
    private final long seed;

    DenoisingMaker(TextEncoder encoder, Denoising denoising, long seed) {
        this.encoder = encoder;
        this.denoising = denoising;
        this.seed = seed;
    }

    @Override
    public Kind kind() {
        return Kind.SEQUENCE_TO_SEQUENCE;
    }

    @Override
    public Made make(Source row) {
        int[] text = encoder.bare(row.content(Content.Document.class).text());
        if (text.length == 0) {
            return Made.dropped(DropRule.NO_TOKENS);
        }
        List<Example.SequenceToSequence> examples = new ArrayList<>();
        for (int from = 0; from < text.length; from += encoder.room()) {
            int[] piece = Arrays.copyOfRange(text, from, Math.min(from + encoder.room(), text.length));
            Denoised denoised = denoising.apply(piece, Draws.of(seed + examples.size(), row.id()));
            examples.add(new Example.SequenceToSequence(
                    row.id(), cut(denoised.inputIds()), cut(denoised.labels()), examples.size()));
        }
        return Made.of(examples, false, encoder.count(text));
    }

    /** Infilling with spans of no length may make a text longer than it was. */
    private int[] cut(int[] ids) {
        return encoder.framed(ids.length > encoder.room() ? Arrays.copyOf(ids, encoder.room()) : ids);
    }
}
