package io.joyul.export;

import io.joyul.batch.HostBatch;
import io.joyul.model.BertConfig;
import io.joyul.model.EncoderInput;
import io.joyul.tensor.Device;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Texts of random tokens, padded as servers get them and end to end as our models read them.
 *
 * @param lengths tokens of each text
 * @param inputIds (B × S), row-major
 * @param tokenTypeIds (B × S)
 */
record PaddedTexts(int[] lengths, long[] inputIds, long[] tokenTypeIds) {
    static PaddedTexts random(List<Integer> lengths, BertConfig config, long seed) {
        Random random = new Random(seed);
        int longest = lengths.stream().mapToInt(length -> length).max().orElseThrow();
        int places = lengths.size() * longest;
        return new PaddedTexts(
                lengths.stream().mapToInt(length -> length).toArray(),
                // Padding too: what is hidden must not matter.
                random.longs(places, 0, config.vocabularySize()).toArray(),
                random.longs(places, 0, config.tokenTypes()).toArray());
    }

    int longest() {
        return inputIds.length / lengths.length;
    }

    long[] shape() {
        return new long[] {lengths.length, longest()};
    }

    private boolean real(int place) {
        return place % longest() < lengths[place / longest()];
    }

    private IntStream tokens() {
        return IntStream.range(0, inputIds.length).filter(this::real);
    }

    long[] attentionMask() {
        return IntStream.range(0, inputIds.length)
                .mapToLong(place -> real(place) ? 1 : 0)
                .toArray();
    }

    EncoderInput input() {
        HostBatch batch = new HostBatch(
                new long[lengths.length],
                lengths,
                tokens().map(place -> (int) inputIds[place]).toArray(),
                tokens().map(place -> (int) tokenTypeIds[place]).toArray(),
                new int[lengths.length]);
        return EncoderInput.of(batch, Device.CPU);
    }

    /** The rows of real tokens, (T, width), out of (B, S, width). */
    float[] ofTokens(float[] padded) {
        int width = padded.length / inputIds.length;
        float[] rows = new float[IntStream.of(lengths).sum() * width];
        int[] places = tokens().toArray();
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(padded, places[i] * width, rows, i * width, width);
        }
        return rows;
    }
}
