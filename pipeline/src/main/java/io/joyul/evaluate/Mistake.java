package io.joyul.evaluate;

import java.io.Serializable;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A wrong prediction. Natural order: the worse, the greater, by confidence and then by the smaller id.
 *
 * @param text of the example, where it is known
 * @param label index of the true class
 * @param predicted index of the class that the model named
 * @param probability that the model gave to it
 */
public record Mistake(long exampleId, @Nullable String text, int label, int predicted, double probability)
        implements Comparable<Mistake>, Serializable {

    private static final Comparator<Mistake> BY_BADNESS = Comparator.comparingDouble(Mistake::probability)
            .thenComparing(Comparator.comparingLong(Mistake::exampleId).reversed())
            .thenComparingInt(Mistake::label)
            .thenComparingInt(Mistake::predicted)
            .thenComparing(Mistake::text, Comparator.nullsFirst(Comparator.<String>naturalOrder()));

    @Override
    public int compareTo(Mistake other) {
        return BY_BADNESS.compare(this, other);
    }
}
