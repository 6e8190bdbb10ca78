package io.joyul.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;

/** For commands that a scheduler reads. */
final class JsonOption {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Option(names = "--json", description = "Print one line of JSON and nothing else.")
    private boolean asked;

    boolean isAsked() {
        return asked;
    }

    static void print(PrintWriter out, Map<String, ?> values) {
        try {
            out.println(MAPPER.writeValueAsString(values));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values must be JSON", e);
        }
    }
}
