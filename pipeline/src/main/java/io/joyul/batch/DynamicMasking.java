package io.joyul.batch;

import io.joyul.mask.Masked;
import io.joyul.mask.MaskingStrategy;
import io.joyul.preprocess.Draws;
import io.joyul.shard.Example;
import io.joyul.tokenize.SpecialTokens;
import java.io.Serializable;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * Masks {@link Example.Maskable} rows as they are read (Liu et al. 2019, https://arxiv.org/abs/1907.11692): anew in each
 * epoch, and alike whoever reads them.
 *
 * @param vocabularySize that random tokens are drawn from
 * @param seed the run's
 */
public record DynamicMasking(MaskingStrategy strategy, SpecialTokens special, int vocabularySize, long seed)
        implements Serializable {

    /** Rows to train on; what is masked depends on the seed, the epoch and each row's id alone. */
    RowSelection forTraining(RowSelection rows, int epoch) {
        long epochSeed = Draws.of(~seed, epoch);
        return apply(rows, id -> Draws.of(epochSeed, id));
    }

    /** Rows to watch the training with: masked alike in each epoch, so that their losses can be compared. */
    RowSelection forWatching(RowSelection rows) {
        return apply(rows, id -> Draws.of(~seed, id));
    }

    private RowSelection apply(RowSelection rows, LongUnaryOperator draw) {
        List<Example.Masked> masked = IntStream.range(0, rows.size())
                .mapToObj(row -> mask(rows.example(row), draw))
                .toList();
        return RowSelection.of(masked);
    }

    private Example.Masked mask(Example example, LongUnaryOperator draw) {
        if (!(example instanceof Example.Maskable maskable)) {
            throw new IllegalArgumentException("example " + example.id() + " is not one that can be masked");
        }
        Masked masked = strategy.apply(
                maskable.inputIds(), maskable.groups(), special, vocabularySize, draw.applyAsLong(maskable.id()));
        return new Example.Masked(maskable.id(), masked.inputIds(), masked.labels());
    }
}
