package io.joyul.stage;

import io.joyul.mask.Groups;
import io.joyul.mask.Masked;
import io.joyul.mask.MaskingStrategy;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.Sampling;
import io.joyul.preprocess.Split;
import io.joyul.preprocess.TokenizedRow;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.SpecialTokens;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes examples of tokenised rows. What is masked in a row depends on the seed and the row's id alone.
 *
 * @param sampling of labelled rows by their class, and of text by its source
 * @param seed the run's
 */
record ExampleBuilder(MaskingStrategy masking, SpecialTokens special, int vocabularySize, Sampling sampling, long seed)
        implements ExampleSource<TokenizedRow> {
    @Override
    public List<Example> build(Kind kind, TokenizedRow row) {
        return List.of(example(kind, row));
    }

    /** Text of the training rows is masked once, however often its class is repeated. */
    @Override
    public List<TokenizedRow> copies(Kind kind, TokenizedRow row) {
        if (kind.masks() && row.split() != Split.PRETRAIN_TEXT) {
            return List.of(row);
        }
        int copies = sampling.copies(row.split(), row.group(), row.id());
        return IntStream.range(0, copies)
                .mapToObj(number -> number == 0 ? row : row.copy(number))
                .toList();
    }

    private Example example(Kind kind, TokenizedRow row) {
        return switch (kind) {
            case MASKED -> {
                // Another stream than the one that orders the rows; a copy of a row, which stands elsewhere, is masked
                // anew.
                long draw = Draws.of(~seed, row.order());
                Masked masked = row.groups().length == 0
                        ? masking.apply(row.inputIds(), special, vocabularySize, draw)
                        : masking.apply(row.inputIds(), row.groups(), special, vocabularySize, draw);
                yield new Example.Masked(row.id(), masked.inputIds(), masked.labels());
            }
            case MASKABLE ->
                new Example.Maskable(
                        row.id(),
                        row.inputIds(),
                        row.groups().length == 0 ? Groups.ofTokens(row.inputIds(), special) : row.groups());
            case LABELLED -> new Example.Labelled(row.id(), row.inputIds(), row.label(), row.text());
            case PAIR, TAGGED, SPAN, WINDOW, CAUSAL, SEQUENCE_TO_SEQUENCE, REPLACED, SEGMENTS, PREFERENCE, RANKING ->
                throw new IllegalArgumentException(kind + " examples are not made of one classified text");
        };
    }
}
