package io.joyul.tensor;

import org.bytedeco.javacpp.PointerScope;

/**
 * Owns every tensor that this thread makes while the scope is open, and frees them when it closes. One per step, opened
 * with try-with-resources; what must outlive it is copied into a tensor made outside.
 */
public final class TensorScope implements AutoCloseable {
    private final PointerScope scope = new PointerScope();

    private TensorScope() {}

    public static TensorScope open() {
        return new TensorScope();
    }

    @Override
    public void close() {
        scope.close();
    }
}
