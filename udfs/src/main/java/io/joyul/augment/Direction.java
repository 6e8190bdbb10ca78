package io.joyul.augment;

import java.io.Serializable;

/**
 * From which language into which.
 *
 * @param source code that the translator knows, such as {@code ko}
 * @param target likewise
 */
public record Direction(String source, String target) implements Serializable {
    /** The way back. */
    public Direction reversed() {
        return new Direction(target, source);
    }

    @Override
    public String toString() {
        return source + " to " + target;
    }
}
