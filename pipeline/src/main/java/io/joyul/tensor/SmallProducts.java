package io.joyul.tensor;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;

/**
 * Products of many small matrices that lie within larger ones, such as those of attention's heads, by a call of OpenBLAS
 * for each. libtorch loops over them as well, but makes several tensors for each, which takes longer than the product; and
 * it wants them side by side, so that results are copied to where they belong.
 *
 * @param texts how many texts there are
 * @param heads how many matrices each of them has
 */
public record SmallProducts(int texts, int heads) {
    /**
     * Matrices of one shape, one for each head of each text.
     *
     * @param memory float32 on the host, contiguous
     * @param start elements in front of the first of them
     * @param rows of each
     * @param columns of each
     * @param row elements from a row to the next
     * @param text elements from a text's first matrix to the next text's
     * @param head elements from a head's matrix to the next head's
     */
    public record Matrices(Tensor memory, long start, int rows, int columns, int row, long text, long head) {
        /**
         * @throws IllegalArgumentException where the memory has no address here, or is in several pieces
         */
        public Matrices {
            if (!memory.is_cpu() || !memory.is_contiguous()) {
                throw new IllegalArgumentException("small matrices lie in contiguous memory of the host");
            }
        }

        private FloatPointer address() {
            return new FloatPointer(memory.data_ptr());
        }

        private long at(int whichText, int whichHead) {
            return start + whichText * text + whichHead * head;
        }
    }

    /** Whether this process has OpenBLAS: an installed PyTorch brings an algebra of its own. */
    public static boolean available() {
        return Libtorch.hasOpenBlas();
    }

    /** C = factor · A B. */
    public void multiply(Matrices a, Matrices b, Matrices c, double factor) {
        multiply(a, false, b, false, c, factor);
    }

    /** C = factor · A Bᵀ. */
    public void multiplyByTransposed(Matrices a, Matrices b, Matrices c, double factor) {
        multiply(a, false, b, true, c, factor);
    }

    /** C = factor · Aᵀ B. */
    public void multiplyTransposed(Matrices a, Matrices b, Matrices c, double factor) {
        multiply(a, true, b, false, c, factor);
    }

    private void multiply(Matrices a, boolean aTurned, Matrices b, boolean bTurned, Matrices c, double factor) {
        int inner = aTurned ? a.rows() : a.columns();
        if (inner != (bTurned ? b.columns() : b.rows())
                || c.rows() != (aTurned ? a.columns() : a.rows())
                || c.columns() != (bTurned ? b.rows() : b.columns())) {
            throw new IllegalArgumentException("matrices of " + shape(a, aTurned) + " and " + shape(b, bTurned)
                    + " have no product of " + shape(c, false));
        }
        FloatPointer left = a.address();
        FloatPointer right = b.address();
        FloatPointer result = c.address();
        for (int text = 0; text < texts; text++) {
            for (int head = 0; head < heads; head++) {
                openblas_nolapack.cblas_sgemm(
                        openblas_nolapack.CblasRowMajor,
                        aTurned ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                        bTurned ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                        c.rows(),
                        c.columns(),
                        inner,
                        (float) factor,
                        left.position(a.at(text, head)),
                        a.row(),
                        right.position(b.at(text, head)),
                        b.row(),
                        0,
                        result.position(c.at(text, head)),
                        c.row());
            }
        }
    }

    private static String shape(Matrices of, boolean turned) {
        return turned ? of.columns() + " x " + of.rows() : of.rows() + " x " + of.columns();
    }
}
