package io.joyul.checkpoint;

import io.joyul.batch.HostBatch;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The padded batch of a reference file, taken out of its padding.
 *
 * @param host its texts end to end
 * @param places (T) where their tokens stand in the padded batch, its rows one after the other
 */
record ReferenceBatch(HostBatch host, int[] places) {
    /**
     * Reads {@code input.input_ids}, {@code input.attention_mask}, {@code input.labels} and, where it is there,
     * {@code input.token_type_ids}.
     *
     * @throws JoyulException {@code MODEL_UNSUPPORTED} when a row is not padded at its end
     */
    static ReferenceBatch of(SafetensorsFile reference) {
        long[] shape = reference.entry("input.input_ids").shape();
        int rows = Math.toIntExact(shape[0]);
        int length = Math.toIntExact(shape[1]);
        long[] mask = reference.longs("input.attention_mask");
        int[] lengths = IntStream.range(0, rows)
                .map(row -> (int)
                        Arrays.stream(mask, row * length, (row + 1) * length).sum())
                .toArray();
        int[] places = IntStream.range(0, rows * length)
                .filter(place -> mask[place] != 0)
                .toArray();
        for (int place : places) {
            if (place % length >= lengths[place / length]) {
                throw new JoyulException(
                        ErrorCode.MODEL_UNSUPPORTED,
                        "row " + place / length + " of the reference's attention_mask has padding before a token; only"
                                + " padding at the end is read");
            }
        }
        long[] labels = reference.longs("input.labels");
        return new ReferenceBatch(
                new HostBatch(
                        LongStream.range(0, rows).toArray(),
                        lengths,
                        at(reference.longs("input.input_ids"), places),
                        reference.contains("input.token_type_ids")
                                ? at(reference.longs("input.token_type_ids"), places)
                                : new int[0],
                        labels.length == rows
                                ? LongStream.of(labels)
                                        .mapToInt(Math::toIntExact)
                                        .toArray()
                                : at(labels, places)),
                places);
    }

    private static int[] at(long[] padded, int[] places) {
        return IntStream.of(places).map(place -> Math.toIntExact(padded[place])).toArray();
    }

    /**
     * The rows of the tokens, (T, V), out of an output at all places, (B × S, V).
     *
     * @param width V
     */
    FloatBuffer ofTokens(FloatBuffer padded, int width) {
        FloatBuffer rows = FloatBuffer.allocate(places.length * width);
        for (int place : places) {
            rows.put(padded.slice(place * width, width));
        }
        return rows.flip();
    }
}
