package io.joyul.batch;

import java.nio.IntBuffer;

/** What lies in a buffer. */
final class Buffers {
    private Buffers() {}

    static int[] array(IntBuffer buffer) {
        int[] values = new int[buffer.capacity()];
        buffer.get(0, values);
        return values;
    }
}
