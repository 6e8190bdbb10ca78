package io.joyul.model;

import io.joyul.batch.HostBatch;
import io.joyul.tensor.Device;
import io.joyul.tensor.Tensors;
import java.nio.IntBuffer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder reads: the T tokens of E texts, end to end, without padding.
 *
 * @param inputIds (T) int32, a view of the batch's memory where that is outside the heap
 * @param tokenTypes (T) int32; null: all zero
 * @param positionIds (T) int64, each token's position in its own text
 * @param starts where each of the E texts begins
 * @param sequences how the texts lie in the tokens
 * @param activations what the encoder's frozen part made of the texts before, (T × H) or, of first tokens alone, (E × H)
 *     float32; null: not known
 */
public record EncoderInput(
        Tensor inputIds,
        @Nullable Tensor tokenTypes,
        Tensor positionIds,
        Chosen starts,
        Sequences sequences,
        @Nullable Tensor activations) {

    /** On the device of the model that reads it. */
    public static EncoderInput of(HostBatch batch, Device device) {
        EncoderInput texts = of(batch.inputIds(), batch.tokenTypeIds(), new Sequences(batch.lengths()));
        float[] known = batch.activations();
        return (known.length == 0 ? texts : texts.with(Tensors.floats(known, known.length))).on(device);
    }

    private EncoderInput with(Tensor known) {
        return new EncoderInput(inputIds, tokenTypes, positionIds, starts, sequences, known);
    }

    /**
     * On the host.
     *
     * @param inputIds (T)
     * @param tokenTypeIds (T); empty: all zero
     */
    static EncoderInput of(IntBuffer inputIds, IntBuffer tokenTypeIds, Sequences sequences) {
        return new EncoderInput(
                Tensors.ints(inputIds),
                tokenTypeIds.capacity() == 0 ? null : Tensors.ints(tokenTypeIds),
                Tensors.longs(sequences.positionIds(), sequences.tokens()),
                Chosen.firsts(sequences),
                sequences,
                null);
    }

    private EncoderInput on(Device device) {
        return device.isHost()
                ? this
                : new EncoderInput(
                        device.take(inputIds),
                        tokenTypes == null ? null : device.take(tokenTypes),
                        device.take(positionIds),
                        starts.on(device),
                        sequences,
                        activations == null ? null : device.take(activations));
    }
}
