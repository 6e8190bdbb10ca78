package io.joyul.collective;

import java.util.List;
import java.util.Optional;

/**
 * How ranks that do not know each other yet swap a message: each gives one and receives all, by rank. On a cluster this
 * is the barrier task's {@code allGather}, which is Spark's own, authenticated channel.
 */
@FunctionalInterface
public interface Rendezvous {
    List<byte[]> exchange(byte[] message);

    /** This rendezvous, or the one that it stands before, where it is of a kind. */
    default <T extends Rendezvous> Optional<T> find(Class<T> kind) {
        return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
    }
}
