package io.joyul.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.preprocess.DroppedRow;
import io.joyul.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code samples.jsonl}: examples of the rows that rules took out, one JSON object a line. */
final class DroppedFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private DroppedFile() {}

    /** Replaces what an earlier run left in the folder; no file where nothing was dropped. */
    static void write(Storage storage, String folder, List<DroppedRow> rows) {
        storage.delete(folder);
        if (rows.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (DroppedRow row : rows) {
            lines.append(json(row)).append('\n');
        }
        storage.writeAtomically(
                Storage.child(folder, "samples.jsonl"), lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String json(DroppedRow row) {
        try {
            return MAPPER.writeValueAsString(row);
        } catch (JsonProcessingException e) {
            throw new JoyulException(ErrorCode.INTERNAL, "a dropped row cannot be written as JSON", e);
        }
    }
}
