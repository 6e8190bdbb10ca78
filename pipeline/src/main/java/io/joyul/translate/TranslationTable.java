package io.joyul.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.augment.Direction;
import io.joyul.augment.PairTable;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tables of translations as files; their form is in the package's description. */
public final class TranslationTable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private TranslationTable() {}

    /**
     * Reads a file of given pairs. Of several translations of one text the first counts.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND}, or {@code INPUT_UNREADABLE} with the line that is no translation
     */
    public static PairTable pairs(Storage storage, String path) {
        Map<Direction, Map<String, String>> pairs = new HashMap<>();
        List<String> lines =
                new String(storage.read(path), StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Translation line = parse(path, i + 1, lines.get(i));
                if (line.translation() != null) {
                    pairs.computeIfAbsent(line.direction(), unseen -> new HashMap<>())
                            .putIfAbsent(line.text(), line.translation());
                }
            }
        }
        return new PairTable(pairs);
    }

    @SuppressWarnings("ConstantValue") // Jackson knows nothing of what may be null.
    private static Translation parse(String path, int number, String line) {
        try {
            Translation parsed = MAPPER.readValue(line, Translation.class);
            if (parsed != null && parsed.source() != null && parsed.target() != null && parsed.text() != null) {
                return parsed;
            }
        } catch (JsonProcessingException e) {
            // Told below, like one that lacks something.
        }
        throw new JoyulException(
                ErrorCode.INPUT_UNREADABLE,
                path + ": line " + number
                        + " is no translation; write {\"source\": \"ko\", \"target\": \"en\", \"text\":"
                        + " …, \"translation\": …}");
    }

    /** Adds a file to a folder; readers see all of it or nothing. */
    public static void append(Storage storage, String folder, List<Translation> translations) {
        StringBuilder lines = new StringBuilder();
        for (Translation translation : translations) {
            try {
                lines.append(MAPPER.writeValueAsString(translation)).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("texts can be written as JSON", e);
            }
        }
        storage.writeAtomically(
                Storage.child(folder, "part-" + UUID.randomUUID() + ".jsonl"),
                lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
