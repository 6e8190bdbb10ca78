package io.joyul.model;

import io.joyul.batch.HostBatch;
import io.joyul.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder reads.
 *
 * @param inputIds (B, S) int64
 * @param tokenTypes (B, S) int64; null: all zero
 * @param attentionBias (B, 1, 1, S) float32, added to the attention's scores: 0 at tokens, a large negative number at
 *     padding; null: no padding anywhere
 */
public record EncoderInput(
        Tensor inputIds,
        @Nullable Tensor tokenTypes,
        @Nullable Tensor attentionBias) {
    /** Large enough to end every padding's share, small enough to stay finite in float32. */
    private static final float BLOCKED = -1e9f;

    public static EncoderInput of(HostBatch batch) {
        return new EncoderInput(
                Tensors.longs(batch.inputIds(), batch.rows(), batch.length()),
                null,
                bias(batch.lengths(), batch.rows(), batch.length()));
    }

    private static @Nullable Tensor bias(int[] lengths, int rows, int length) {
        float[] bias = new float[rows * length];
        boolean padded = false;
        for (int row = 0; row < rows; row++) {
            for (int column = lengths[row]; column < length; column++) {
                bias[row * length + column] = BLOCKED;
                padded = true;
            }
        }
        return padded ? Tensors.floats(bias, rows, 1, 1, length) : null;
    }

    /** From a mask of ones and zeros (B, S), as reference files give it. */
    public static EncoderInput masked(Tensor inputIds, @Nullable Tensor tokenTypes, long[] attentionMask) {
        long rows = inputIds.size(0);
        long length = inputIds.size(1);
        float[] bias = new float[attentionMask.length];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = attentionMask[i] == 0 ? BLOCKED : 0f;
        }
        return new EncoderInput(inputIds, tokenTypes, Tensors.floats(bias, rows, 1, 1, length));
    }
}
