package io.joyul.model;

import io.joyul.batch.HostBatch;
import io.joyul.pack.PackLayout;
import io.joyul.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder reads. E is the number of texts: B, unless several share a row.
 *
 * @param inputIds (B, S) int64
 * @param tokenTypes (B, S) int64; null: all zero
 * @param attentionBias (B, 1, 1, S) or, where texts share rows, (B, 1, S, S) float32, added to the attention's scores: 0
 *     at tokens of the same text, a large negative number at all others and at padding; null: one text a row and no
 *     padding anywhere
 * @param positionIds (B, S) int64, each token's position in its own text; null: its place in the row
 * @param starts (E) int64, where each text begins in the flattened (B × S) tokens; null: each at the begin of a row
 */
public record EncoderInput(
        Tensor inputIds,
        @Nullable Tensor tokenTypes,
        @Nullable Tensor attentionBias,
        @Nullable Tensor positionIds,
        @Nullable Tensor starts) {
    /** Large enough to end every padding's share, small enough to stay finite in float32. */
    private static final float BLOCKED = -1e9f;

    public static EncoderInput of(HostBatch batch) {
        int rows = batch.rows();
        int length = batch.length();
        Tensor inputIds = Tensors.longs(batch.inputIds(), rows, length);
        Tensor tokenTypes = batch.tokenTypeIds().length == 0 ? null : Tensors.longs(batch.tokenTypeIds(), rows, length);
        PackLayout packs = batch.packs();
        if (packs == null) {
            return new EncoderInput(inputIds, tokenTypes, bias(batch.lengths(), rows, length), null, null);
        }
        return new EncoderInput(
                inputIds,
                tokenTypes,
                Tensors.floats(packs.attentionBias(BLOCKED), rows, 1, length, length),
                Tensors.longs(packs.positionIds(), rows, length),
                Tensors.longs(packs.starts(), packs.sequences()));
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
        return new EncoderInput(inputIds, tokenTypes, Tensors.floats(bias, rows, 1, 1, length), null, null);
    }
}
