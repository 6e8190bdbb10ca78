package io.joyul.example;

import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a row.
 *
 * @param dropped why there is no example; null when there is one
 * @param truncated whether tokens were cut off
 * @param ordinary tokens of the text that the vocabulary can spell
 * @param unknown tokens of the text that it cannot
 */
public record Made(
        List<? extends Example> examples, @Nullable DropRule dropped, boolean truncated, int ordinary, int unknown)
        implements Serializable {
    static Made dropped(DropRule rule) {
        return new Made(List.of(), rule, false, 0, 0);
    }

    static Made of(List<? extends Example> examples, boolean truncated, TokenCounts counts) {
        return new Made(examples, null, truncated, counts.ordinary(), counts.unknown());
    }
}
