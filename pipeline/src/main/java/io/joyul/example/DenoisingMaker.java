package io.joyul.example;

import io.joyul.mask.Denoised;
import io.joyul.mask.Denoising;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Damaged text for an encoder-decoder to mend, in pieces that follow on one another without overlap. */
final class DenoisingMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final Denoising denoising;
    private final Order order;
    private final long seed;

    /** The order in which an encoder sees the sentences; what the decoder says is the text as it was. */
    enum Order {
        KEPT,
        SHUFFLED
    }

    DenoisingMaker(TextEncoder encoder, Denoising denoising, Order order, long seed) {
        this.encoder = encoder;
        this.denoising = denoising;
        this.order = order;
        this.seed = seed;
    }

    @Override
    public Kind kind() {
        return Kind.SEQUENCE_TO_SEQUENCE;
    }

    @Override
    public Made make(Source row) {
        String document = row.content(Content.Document.class).text();
        Encoding encoding = encoder.whole(document);
        int[] text = TextEncoder.bare(encoding);
        int[] sentences =
                order == Order.SHUFFLED ? SentenceShuffle.sentences(encoding, document) : new int[text.length];
        if (text.length == 0) {
            return Made.dropped(DropRule.NO_TOKENS);
        }
        List<Example.SequenceToSequence> examples = new ArrayList<>();
        for (int from = 0; from < text.length; from += encoder.room()) {
            int to = Math.min(from + encoder.room(), text.length);
            int[] piece = Arrays.copyOfRange(text, from, to);
            long draw = Draws.of(seed + examples.size(), row.id());
            examples.add(
                    switch (order) {
                        case KEPT -> {
                            Denoised denoised = denoising.apply(piece, draw);
                            yield example(row, denoised.inputIds(), denoised.labels(), examples.size());
                        }
                        case SHUFFLED -> {
                            int[] shuffled =
                                    SentenceShuffle.shuffled(piece, Arrays.copyOfRange(sentences, from, to), draw);
                            yield example(row, denoising.apply(shuffled, draw).inputIds(), piece, examples.size());
                        }
                    });
        }
        return Made.of(examples, false, encoder.count(text));
    }

    private Example.SequenceToSequence example(Source row, int[] inputIds, int[] labels, int place) {
        return new Example.SequenceToSequence(row.id(), cut(inputIds), cut(labels), place);
    }

    /** Infilling with spans of no length may make a text longer than it was. */
    private int[] cut(int[] ids) {
        return encoder.framed(ids.length > encoder.room() ? Arrays.copyOf(ids, encoder.room()) : ids);
    }
}
