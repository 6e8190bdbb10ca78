package io.joyul.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.checkpoint.SafetensorsFile.DataType;
import io.joyul.checkpoint.SafetensorsFile.TensorEntry;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the front of a safetensors file says, checked as a whole before anything behind it is believed. */
final class SafetensorsHeader {
    static final int LENGTH_BYTES = Long.BYTES;

    private static final long HEADER_LIMIT = 16L << 20;
    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private SafetensorsHeader() {}

    /**
     * The length of the JSON behind the first bytes.
     *
     * @param front the file's first {@value #LENGTH_BYTES} bytes, or all where it has fewer
     */
    static int length(String name, byte[] front, long fileLength) {
        if (fileLength < LENGTH_BYTES) {
            throw corrupt(name, fileLength + " bytes are too few for a safetensors file");
        }
        long length = ByteBuffer.wrap(front).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        if (length < 2 || length > HEADER_LIMIT || length > fileLength - LENGTH_BYTES) {
            throw corrupt(
                    name,
                    "the header's length is given as " + length + " bytes; the limit is " + HEADER_LIMIT
                            + " and the file has " + fileLength);
        }
        return (int) length;
    }

    /**
     * The tensors' places by name.
     *
     * @param json the header
     * @param dataLength bytes behind it
     */
    static Map<String, TensorEntry> entries(String name, ByteBuffer json, long dataLength) {
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        header(name, json).fields().forEachRemaining(field -> {
            if (field.getKey().equals(METADATA)) {
                checkMetadata(name, field.getValue());
            } else {
                entries.put(field.getKey(), entry(name, field.getKey(), field.getValue()));
            }
        });
        checkLayout(name, entries, dataLength);
        return entries;
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

    static JoyulException corrupt(String file, String why) {
        return new JoyulException(ErrorCode.FILE_CORRUPT, file + ": " + why + "; get the file again");
    }
}
