package io.joyul.stage;

import io.joyul.mask.Groups;
import io.joyul.mask.Masked;
import io.joyul.mask.MaskingStrategy;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.TokenizedRow;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.SpecialTokens;
import java.util.List;

/**
 * Makes examples of tokenised rows. What is masked in a row depends on the seed and the row's id alone.
 *
 * @param seed the run's
 */
record ExampleBuilder(MaskingStrategy masking, SpecialTokens special, int vocabularySize, long seed)
        implements ExampleSource<TokenizedRow> {
    @Override
    public List<Example> build(Kind kind, TokenizedRow row) {
        return List.of(example(kind, row));
    }

    private Example example(Kind kind, TokenizedRow row) {
        return switch (kind) {
            case MASKED -> {
                // Another stream than the one that orders the rows.
                long draw = Draws.of(~seed, row.id());
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
