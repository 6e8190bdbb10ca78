package io.joyul.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** {@code events.jsonl}: one JSON object a line for each entry. What is no finite number is null. */
public record JsonLines() implements LogFormat {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String STEP = "step";

    @Override
    public String fileName(long began) {
        return "events.jsonl";
    }

    @Override
    public byte[] header(long began) {
        return new byte[0];
    }

    @Override
    public byte[] lines(List<LogEntry> entries, long began) {
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

    @Override
    public List<Mark> marks(byte[] content, long began) {
        List<Mark> marks = new ArrayList<>();
        int begin = 0;
        for (int end = 0; end < content.length; end++) {
            if (content[end] == '\n') {
                OptionalInt step = step(content, begin, end);
                if (step.isEmpty()) {
                    break;
                }
                marks.add(new Mark(step.getAsInt(), begin));
                begin = end + 1;
            }
        }
        return marks;
    }

    /** What an object begins with; empty for what is no line of ours. */
    private static OptionalInt step(byte[] content, int begin, int end) {
        try (JsonParser line = FACTORY.createParser(content, begin, end - begin)) {
            boolean ours = line.nextToken() == JsonToken.START_OBJECT
                    && STEP.equals(line.nextFieldName())
                    && line.nextToken() == JsonToken.VALUE_NUMBER_INT;
            return ours ? OptionalInt.of(line.getIntValue()) : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    private static void write(JsonGenerator line, LogEntry entry) throws IOException {
        line.writeStartObject();
        line.writeNumberField(STEP, entry.globalStep());
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
