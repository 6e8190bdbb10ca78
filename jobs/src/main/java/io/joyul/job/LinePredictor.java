package io.joyul.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.Prediction;
import io.joyul.evaluate.TextClassifier;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Classifies JSON lines, many at a time; answers keep the order of the lines. */
final class LinePredictor implements TextFiles.LineWork {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int POOL = 2048;

    private final TextClassifier classifier;
    private final String textColumn;
    private final List<JsonNode> lines = new ArrayList<>();

    LinePredictor(TextClassifier classifier, String textColumn) {
        this.classifier = classifier;
        this.textColumn = textColumn;
    }

    @Override
    public void line(long number, String line, Writer out) throws IOException {
        if (line.isBlank()) {
            return;
        }
        JsonNode parsed = parse(number, line);
        JsonNode text = parsed.path(textColumn);
        if (!text.isTextual()) {
            throw new JoyulException(
                    ErrorCode.COLUMN_MISSING,
                    "line " + number + ": has no text under \"" + textColumn + "\"; name another by --text-column");
        }
        lines.add(parsed);
        if (lines.size() == POOL) {
            end(out);
        }
    }

    private static JsonNode parse(long number, String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new JoyulException(
                    ErrorCode.INPUT_UNREADABLE, "line " + number + ": is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void end(Writer out) throws IOException {
        List<String> texts =
                lines.stream().map(line -> line.path(textColumn).textValue()).toList();
        Iterator<Prediction> predictions = classifier.classify(texts).iterator();
        for (JsonNode line : lines) {
            out.write(JSON.writeValueAsString(answer(line, predictions.next())) + "\n");
        }
        lines.clear();
    }

    private static ObjectNode answer(JsonNode line, Prediction prediction) {
        ObjectNode answer = JSON.createObjectNode();
        if (line.has("id")) {
            answer.set("id", line.get("id"));
        }
        answer.put("label", prediction.label());
        ObjectNode byName = answer.putObject("scores");
        for (int label = 0; label < prediction.scores().length; label++) {
            byName.put(prediction.labels().get(label), prediction.scores()[label]);
        }
        return answer;
    }
}
