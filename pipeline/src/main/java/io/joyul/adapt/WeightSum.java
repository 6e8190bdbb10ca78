package io.joyul.adapt;

import io.joyul.digest.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;

/** A SHA-256 over texts and weights. */
final class WeightSum {
    private static final int CHUNK = 1 << 14;

    private final Sha256.Output sum = new Sha256.Output(OutputStream.nullOutputStream());

    WeightSum add(String text) {
        // The length keeps two neighbouring texts from being read as one.
        return add((text.length() + " " + text).getBytes(StandardCharsets.UTF_8));
    }

    WeightSum add(FloatBuffer weights) {
        FloatBuffer left = weights.duplicate();
        while (left.hasRemaining()) {
            FloatBuffer part = left.slice();
            part.limit(Math.min(CHUNK, part.remaining()));
            ByteBuffer bytes =
                    ByteBuffer.allocate(part.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            left.position(left.position() + part.remaining());
            bytes.asFloatBuffer().put(part);
            add(bytes.array());
        }
        return this;
    }

    private WeightSum add(byte[] bytes) {
        try {
            sum.write(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    String hex() {
        return sum.hex();
    }
}
