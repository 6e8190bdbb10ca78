package io.joyul.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.batch.HostBatches;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.Predictor;
import io.joyul.shard.Example;
import io.joyul.storage.Storage;
import io.joyul.text.TextNormaliser;
import io.joyul.tokenize.Tokenizer;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Classifies JSON lines, many at a time: texts of like length share a batch, answers keep the order of the lines. */
final class LinePredictor implements TextFiles.LineWork {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int POOL = 2048;
    private static final int BATCH = 64;

    private final Predictor predictor;
    private final Tokenizer tokenizer;
    private final TextNormaliser normaliser;
    private final String textColumn;
    private final List<JsonNode> lines = new ArrayList<>();
    private final List<int[]> inputIds = new ArrayList<>();

    private LinePredictor(Predictor predictor, Tokenizer tokenizer, TextNormaliser normaliser, String textColumn) {
        this.predictor = predictor;
        this.tokenizer = tokenizer;
        this.normaliser = normaliser;
        this.textColumn = textColumn;
    }

    static LinePredictor open(
            Storage storage, String checkpoint, Predictor predictor, TextNormaliser normaliser, String textColumn) {
        String file = Storage.child(checkpoint, ModelFiles.TOKENIZER);
        Tokenizer tokenizer = Tokenizer.fromJson(new String(storage.read(file), StandardCharsets.UTF_8));
        return new LinePredictor(predictor, tokenizer, normaliser, textColumn);
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
        inputIds.add(tokenizer.encode(normaliser.normalise(text.textValue()), predictor.maxLength()));
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
        float[][] logits = logits();
        for (int row = 0; row < logits.length; row++) {
            out.write(JSON.writeValueAsString(answer(lines.get(row), logits[row])) + "\n");
        }
        lines.clear();
        inputIds.clear();
    }

    private float[][] logits() {
        List<Example.Labelled> byLength = new ArrayList<>();
        for (int row = 0; row < inputIds.size(); row++) {
            byLength.add(new Example.Labelled(row, inputIds.get(row), 0, null));
        }
        byLength.sort(Comparator.comparingInt(example -> example.inputIds().length));
        float[][] logits = new float[byLength.size()][];
        for (int from = 0; from < byLength.size(); from += BATCH) {
            List<Example.Labelled> batch = byLength.subList(from, Math.min(byLength.size(), from + BATCH));
            float[][] found = predictor.logits(HostBatches.of(batch));
            for (int row = 0; row < found.length; row++) {
                logits[(int) batch.get(row).id()] = found[row];
            }
        }
        return logits;
    }

    private ObjectNode answer(JsonNode line, float[] logits) {
        ObjectNode answer = JSON.createObjectNode();
        if (line.has("id")) {
            answer.set("id", line.get("id"));
        }
        double[] scores = softmax(logits);
        int best = 0;
        for (int label = 1; label < scores.length; label++) {
            best = scores[label] > scores[best] ? label : best;
        }
        answer.put("label", predictor.labels().get(best));
        ObjectNode byName = answer.putObject("scores");
        for (int label = 0; label < scores.length; label++) {
            byName.put(predictor.labels().get(label), scores[label]);
        }
        return answer;
    }

    private static double[] softmax(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double[] scores = new double[logits.length];
        double sum = 0;
        for (int label = 0; label < logits.length; label++) {
            // Less the largest, so that no exponential overflows.
            scores[label] = Math.exp(logits[label] - largest);
            sum += scores[label];
        }
        for (int label = 0; label < logits.length; label++) {
            scores[label] /= sum;
        }
        return scores;
    }
}
