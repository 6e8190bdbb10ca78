package io.joyul.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as a JSON file that says what it is and notices a flipped byte.
 *
 * <p>The file is one JSON object that starts with {@code format}, {@code version} and {@code checksum}, in this order;
 * the record's components follow. The checksum is the SHA-256 of the whole file as it was with 64 zeros in the
 * checksum's place. This envelope is the same in every version of every format, so the sum is checked before the
 * version is believed: a damaged file is never mistaken for a new one.
 *
 * @param format the name in the file
 * @param version that this build reads and writes
 */
public record SealedJson(String format, int version) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Map.copyOf's order differs from process to process, the file's must not.
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final List<String> ENVELOPE = List.of("format", "version", "checksum");
    private static final String NO_SUM = "0".repeat(64);

    /** The file's bytes. A {@code version} component of the record is the envelope's version. */
    public byte[] seal(Record content) {
        ObjectNode file = MAPPER.createObjectNode();
        file.put("format", format).put("version", version).put("checksum", NO_SUM);
        ObjectNode components = MAPPER.valueToTree(content);
        file.setAll((ObjectNode) components.without(ENVELOPE));
        String unsealed = file.toPrettyString() + "\n";
        return unsealed.replaceFirst(NO_SUM, Sha256.of(unsealed.getBytes(StandardCharsets.UTF_8)))
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The record in a file's bytes.
     *
     * @param path for messages
     * @throws JoyulException {@code FILE_CORRUPT}, {@code FILE_TOO_OLD} or {@code FILE_TOO_NEW}
     */
    public <T extends Record> T open(String path, byte[] bytes, Class<T> type) {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            if (!(tree instanceof ObjectNode file)
                    || !format.equals(file.path("format").asText())) {
                throw corrupt(path, "it does not say that it is a " + format + " file", null);
            }
            checkSum(path, bytes, file.path("checksum").asText());
            checkVersion(path, file.path("version").asInt());
            boolean keepsVersion = Arrays.stream(type.getRecordComponents())
                    .anyMatch(component -> component.getName().equals("version"));
            file.remove(keepsVersion ? List.of("format", "checksum") : ENVELOPE);
            return MAPPER.treeToValue(file, type);
        } catch (JsonProcessingException e) {
            throw corrupt(path, "it is not readable as a " + format + " file: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
    }

    private static void checkSum(String path, byte[] bytes, String sum) {
        // Latin-1 gives one character for each byte, so that a byte that is not UTF-8 is summed as it stands.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(sum);
        if (sum.length() != NO_SUM.length() || at < 0) {
            throw corrupt(path, "it has no checksum", null);
        }
        String unsealed = text.substring(0, at) + NO_SUM + text.substring(at + sum.length());
        String found = Sha256.of(unsealed.getBytes(StandardCharsets.ISO_8859_1));
        if (!found.equals(sum)) {
            throw corrupt(path, "its content has checksum " + found + ", but it says " + sum, null);
        }
    }

    private void checkVersion(String path, int found) {
        if (found > version) {
            throw new JoyulException(
                    ErrorCode.FILE_TOO_NEW,
                    path + ": " + format + " version " + found + " is newer than " + version
                            + ", which this build reads; use a newer Joyul");
        }
        if (found < version) {
            throw new JoyulException(
                    ErrorCode.FILE_TOO_OLD,
                    path + ": " + format + " version " + found + " is older than " + version
                            + ", which this build reads; write it again with this build");
        }
    }

    private static JoyulException corrupt(String path, String why, @Nullable Throwable cause) {
        return new JoyulException(
                ErrorCode.FILE_CORRUPT, path + ": " + why + "; it is damaged and must be written again", cause);
    }
}
