package io.joyul.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How fast this machine multiplies matrices: what a training step can come near to, and not exceed. */
public final class MatrixProduct {
    private static final int TRIES = 15;

    private MatrixProduct() {}

    /**
     * Median rate on one thread, in 10⁹ floating-point operations a second, of (rows, inner) times (inner, columns) in
     * float32.
     */
    public static double gigaflops(long rows, long inner, long columns) {
        Libtorch.prepare(1);
        double[] rates = new double[TRIES];
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor left = torch.randn(rows, inner);
            Tensor right = torch.randn(inner, columns);
            for (int i = 0; i < TRIES; i++) {
                try (TensorScope inside = TensorScope.open()) {
                    long began = System.nanoTime();
                    torch.mm(left, right);
                    rates[i] = 2.0 * rows * inner * columns / (System.nanoTime() - began);
                }
            }
        }
        Arrays.sort(rates);
        return rates[TRIES / 2];
    }
}
