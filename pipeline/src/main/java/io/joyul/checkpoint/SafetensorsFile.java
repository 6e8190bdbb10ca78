package io.joyul.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file (https://github.com/huggingface/safetensors#format): 8 bytes of header length, a JSON header, then
 * the tensors, little-endian and without a hole between them.
 *
 * <p>Such files come from strangers. The header is capped, and a file whose tensors overlap, leave holes, run over the
 * end or do not fit their type and shape is refused as a whole, by name, before anything is read from it.
 */
public final class SafetensorsFile {
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final long HEADER_LIMIT = 16L << 20;
    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String name;
    private final ByteBuffer data;
    private final Map<String, TensorEntry> entries;

    /** Element types, with their size in bytes. */
    public enum DataType {
        BOOL(1),
        U8(1),
        I32(4),
        I64(8),
        F16(2),
        BF16(2),
        F32(4),
        F64(8);

        private final int bytes;

        DataType(int bytes) {
            this.bytes = bytes;
        }

        public int bytes() {
            return bytes;
        }
    }

    /**
     * One tensor's place.
     *
     * @param begin first byte, counted from the end of the header
     * @param end the byte behind the last
     */
    public record TensorEntry(String name, DataType dataType, long[] shape, long begin, long end) {}

    private SafetensorsFile(String name, ByteBuffer data, Map<String, TensorEntry> entries) {
        this.name = name;
        this.data = data;
        this.entries = entries;
    }

    /**
     * Reads the header and checks the whole layout against it.
     *
     * @param name of the file, for messages
     * @param content the whole file
     * @throws JoyulException {@code FILE_CORRUPT} that says what is wrong with which tensor
     */
    public static SafetensorsFile parse(String name, byte[] content) {
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < LENGTH_BYTES) {
            throw corrupt(name, content.length + " bytes are too few for a safetensors file");
        }
        long headerLength = file.getLong(0);
        if (headerLength < 2 || headerLength > HEADER_LIMIT || headerLength > content.length - LENGTH_BYTES) {
            throw corrupt(
                    name,
                    "the header's length is given as " + headerLength + " bytes; the limit is " + HEADER_LIMIT
                            + " and the file has " + content.length);
        }
        int start = LENGTH_BYTES + (int) headerLength;
        JsonNode header = header(name, file.slice(LENGTH_BYTES, (int) headerLength));
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        header.fields().forEachRemaining(field -> {
            if (field.getKey().equals(METADATA)) {
                checkMetadata(name, field.getValue());
            } else {
                entries.put(field.getKey(), entry(name, field.getKey(), field.getValue()));
            }
        });
        checkLayout(name, entries, content.length - start);
        return new SafetensorsFile(
                name, file.slice(start, content.length - start).asReadOnlyBuffer(), entries);
    }

    private static JsonNode header(String file, ByteBuffer bytes) {
        if (bytes.get(0) != '{') {
            throw corrupt(file, "the header does not start with a brace");
        }
        try {
            // Decoded here, since Jackson would take UTF-16 and UTF-32 as well.
            return JSON.readTree(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (IOException e) {
            throw corrupt(file, "the header is not JSON: " + e.getMessage());
        }
    }

    private static void checkMetadata(String file, JsonNode metadata) {
        boolean strings = metadata.isObject();
        for (JsonNode value : metadata) {
            strings &= value.isTextual();
        }
        if (!strings) {
            throw corrupt(file, METADATA + " is not an object of strings");
        }
    }

    private static TensorEntry entry(String file, String tensor, JsonNode node) {
        DataType dataType;
        try {
            dataType = DataType.valueOf(node.path("dtype").asText());
        } catch (IllegalArgumentException e) {
            throw corrupt(
                    file, tensor + " is of type " + node.path("dtype") + ", known are " + List.of(DataType.values()));
        }
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("shape").isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw corrupt(file, tensor + " has no shape or not two data_offsets");
        }
        long[] shape = new long[node.path("shape").size()];
        long bytes = dataType.bytes();
        try {
            for (int i = 0; i < shape.length; i++) {
                shape[i] = wholeNumber(file, tensor, node.path("shape").path(i));
                bytes = Math.multiplyExact(bytes, shape[i]);
            }
        } catch (ArithmeticException e) {
            throw corrupt(file, tensor + " has a shape beyond any file: " + node.path("shape"));
        }
        long begin = wholeNumber(file, tensor, offsets.path(0));
        long end = wholeNumber(file, tensor, offsets.path(1));
        if (end - begin != bytes) {
            throw corrupt(
                    file,
                    tensor + " takes bytes " + begin + " to " + end + ", but " + dataType + " " + node.path("shape")
                            + " needs " + bytes);
        }
        return new TensorEntry(tensor, dataType, shape, begin, end);
    }

    private static long wholeNumber(String file, String tensor, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
            throw corrupt(file, tensor + " has " + node + " where a size or offset belongs");
        }
        return node.asLong();
    }

    /** Sorted by place, each tensor must start where the one before ended, and the last must end with the file. */
    private static void checkLayout(String file, Map<String, TensorEntry> entries, long dataLength) {
        List<TensorEntry> ordered = new ArrayList<>(entries.values());
        ordered.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        long position = 0;
        for (TensorEntry entry : ordered) {
            if (entry.begin() != position) {
                throw corrupt(
                        file,
                        entry.name() + " starts at byte " + entry.begin() + ", "
                                + (entry.begin() < position ? "inside of the tensor before it" : "behind a hole")
                                + " that ends at " + position);
            }
            position = entry.end();
        }
        if (position != dataLength) {
            throw corrupt(file, "the tensors take " + position + " bytes, the file has " + dataLength + " for them");
        }
    }

    private static JoyulException corrupt(String file, String why) {
        return new JoyulException(ErrorCode.FILE_CORRUPT, file + ": " + why + "; get the file again");
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    public boolean contains(String tensor) {
        return entries.containsKey(tensor);
    }

    /**
     * @throws JoyulException {@code FILE_CORRUPT} when there is no such tensor
     */
    public TensorEntry entry(String tensor) {
        TensorEntry entry = entries.get(tensor);
        if (entry == null) {
            throw corrupt(name, "it has no tensor " + tensor);
        }
        return entry;
    }

    /** The tensor's bytes, little-endian, without a copy. */
    public ByteBuffer bytes(String tensor) {
        TensorEntry entry = entry(tensor);
        return data.slice(Math.toIntExact(entry.begin()), Math.toIntExact(entry.end() - entry.begin()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The values of an F32 tensor, row-major, without a copy. */
    public FloatBuffer floats(String tensor) {
        require(tensor, DataType.F32);
        return bytes(tensor).asFloatBuffer();
    }

    /** The values of an I64 tensor, row-major. */
    public long[] longs(String tensor) {
        require(tensor, DataType.I64);
        long[] values = new long[bytes(tensor).remaining() / Long.BYTES];
        bytes(tensor).asLongBuffer().get(values);
        return values;
    }

    /** The values of an F64 tensor, row-major. */
    public double[] doubles(String tensor) {
        require(tensor, DataType.F64);
        double[] values = new double[bytes(tensor).remaining() / Double.BYTES];
        bytes(tensor).asDoubleBuffer().get(values);
        return values;
    }

    private void require(String tensor, DataType wanted) {
        if (entry(tensor).dataType() != wanted) {
            throw corrupt(name, tensor + " is " + entry(tensor).dataType() + ", " + wanted + " is needed");
        }
    }
}
