package io.joyul.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes float32 tensors in the safetensors format, in the order given; the same tensors give the same bytes. */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final int CHUNK_FLOATS = 1 << 14;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsWriter() {}

    /**
     * One tensor to write.
     *
     * @param values row-major, as many as the shape has
     */
    public record Source(String name, long[] shape, FloatBuffer values) {}

    /** Writes all of them; the stream stays open. */
    public static void write(OutputStream out, List<Source> tensors) throws IOException {
        write(out, tensors, () -> {});
    }

    /**
     * The same.
     *
     * @param moved called for every stretch that is written
     */
    static void write(OutputStream out, List<Source> tensors, Runnable moved) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        long position = 0;
        for (Source tensor : tensors) {
            long bytes = (long) tensor.values().remaining() * Float.BYTES;
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", "F32");
            ArrayNode shape = entry.putArray("shape");
            for (long dimension : tensor.shape()) {
                shape.add(dimension);
            }
            entry.putArray("data_offsets").add(position).add(position + bytes);
            position += bytes;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padding = (ALIGNMENT - json.length % ALIGNMENT) % ALIGNMENT;
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length + padding)
                .array());
        out.write(json);
        out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Source tensor : tensors) {
            FloatBuffer values = tensor.values().duplicate();
            while (values.hasRemaining()) {
                int count = Math.min(CHUNK_FLOATS, values.remaining());
                FloatBuffer part = values.slice(values.position(), count);
                chunk.asFloatBuffer().put(part);
                out.write(chunk.array(), 0, count * Float.BYTES);
                moved.run();
                values.position(values.position() + count);
            }
        }
    }
}
