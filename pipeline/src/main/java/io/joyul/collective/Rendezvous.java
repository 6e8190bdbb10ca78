package io.joyul.collective;

import java.util.List;

/**
 * How ranks that do not know each other yet swap a message: each gives one and receives all, by rank. On a cluster this
 * is the barrier task's {@code allGather}, which is Spark's own, authenticated channel.
 */
@FunctionalInterface
public interface Rendezvous {
    List<byte[]> exchange(byte[] message);
}
