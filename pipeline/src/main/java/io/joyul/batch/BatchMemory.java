package io.joyul.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * Memory outside the heap for batches, cut from pieces that many share: one of its own would cost more than to fill it.
 * A piece is free once nobody holds a batch of it. For one thread.
 */
final class BatchMemory {
    private static final int PIECE = 1 << 18;
    /** A tensor's memory begins at such a multiple, which vector instructions like. */
    private static final int ALIGNMENT = 64;

    private ByteBuffer piece = ByteBuffer.allocateDirect(0);

    @SuppressWarnings("unused")
    private int fetched;

    /** So many numbers, in the machine's byte order. */
    IntBuffer ints(int count) {
        int bytes = count * Integer.BYTES;
        int padded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (piece.remaining() < padded) {
            piece = ByteBuffer.allocateDirect(Math.max(PIECE, padded) + ALIGNMENT)
                    .alignedSlice(ALIGNMENT);
        }
        IntBuffer ints = piece.slice(piece.position(), bytes)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
        piece.position(piece.position() + padded);
        return ints;
    }

    /** Takes what was read to be fetched alone, so that the compiler does not leave the reading out. */
    void fetched(int seen) {
        fetched = seen;
    }
}
