package io.joyul.tensor;

import org.bytedeco.javacpp.Pointer;
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

    /** Takes a tensor out of the scope: it lives on, and the caller closes it. */
    public <T extends Pointer> T keep(T tensor) {
        return tensor.retainReference();
    }

    /** Puts a tensor that was kept into the scope that is open now, which frees it. */
    public static <T extends Pointer> void adopt(T tensor) {
        PointerScope.getInnerScope().attach(tensor);
        tensor.releaseReference();
    }

    @Override
    public void close() {
        scope.close();
    }
}
