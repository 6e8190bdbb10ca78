package io.joyul.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** {@code events.jsonl}: one JSON object a line for each entry. What is no finite number is null. */
public record JsonLines() implements LogFormat {
    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public String fileName(long began) {
        return "events.jsonl";
    }

    @Override
    public byte[] content(List<LogEntry> entries, long began) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (LogEntry entry : entries) {
                try (JsonGenerator line = FACTORY.createGenerator(out)) {
                    write(line, entry);
                }
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator line, LogEntry entry) throws IOException {
        line.writeStartObject();
        line.writeNumberField("step", entry.globalStep());
        line.writeNumberField("seconds", entry.seconds());
        for (Map.Entry<LogEntry.Figure, Double> figure : entry.figures().entrySet()) {
            double value = figure.getValue();
            line.writeFieldName(figure.getKey().key());
            switch (figure.getKey()) {
                case CLIPPED -> line.writeBoolean(value > 0);
                case EPOCH -> line.writeNumber((int) value);
                case LOSS, LEARNING_RATE, GRADIENT_NORM, NOISE_SCALE, TOKENS_PER_SECOND, DEV_LOSS, DEV_ACCURACY -> {
                    if (Double.isFinite(value)) {
                        line.writeNumber(value);
                    } else {
                        line.writeNull();
                    }
                }
            }
        }
        line.writeEndObject();
    }
}
