package io.joyul.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The events of a sweep on a file system; the package page specifies the files. Not safe for threads. */
public final class Journal implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String SUFFIX = ".jsonl";
    private static final Pattern FILE = Pattern.compile("\\d{5,9}\\.jsonl");
    private static final int SUM_LENGTH = 16;

    private final Storage storage;
    private final String folder;
    private final List<Event> events = new ArrayList<>();
    private int files;
    private boolean fileForEach;
    private @Nullable OutputStream out;
    private @Nullable JoyulException failure;

    private Journal(Storage storage, String folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /**
     * Reads what is there, and makes ready to add to it.
     *
     * @throws JoyulException {@code FILE_CORRUPT} that names the file and the line which was altered
     */
    public static Journal open(Storage storage, String folder) {
        Journal journal = new Journal(storage, folder);
        // By number: after 99999 names no longer sort as they were written.
        storage.list(folder).stream()
                .filter(file -> FILE.matcher(file.name()).matches())
                .sorted(Comparator.comparingInt(Journal::number))
                .forEach(file -> {
                    journal.read(file.path());
                    journal.files = number(file);
                });
        return journal;
    }

    private static int number(Storage.Entry file) {
        return Integer.parseInt(file.name().substring(0, file.name().length() - SUFFIX.length()));
    }

    private void read(String path) {
        String text = new String(storage.read(path), StandardCharsets.UTF_8);
        int number = 0;
        // What follows the last line break was being written when its driver died.
        for (int end = text.indexOf('\n'), begin = 0; end >= 0; begin = end + 1, end = text.indexOf('\n', begin)) {
            number++;
            events.add(event(text.substring(begin, end), path + ", line " + number));
        }
    }

    private static Event event(String line, String where) {
        try {
            JsonNode read = MAPPER.readTree(line);
            JsonNode event = read.path("event");
            if (!read.path("sum").asText().equals(sum(event.toString()))) {
                throw new JoyulException(
                        ErrorCode.FILE_CORRUPT,
                        where + ": what it says does not have the sum it names; it was altered. Give the sweep another"
                                + " output, or remove the journal to begin again");
            }
            return MAPPER.treeToValue(event, Event.class);
        } catch (JsonProcessingException e) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    where + ": it is no event of a sweep (" + e.getOriginalMessage() + "); it was altered",
                    e);
        }
    }

    private static String sum(String event) {
        return Sha256.of(event.getBytes(StandardCharsets.UTF_8)).substring(0, SUM_LENGTH);
    }

    /** Those that were there when it was opened, and those added since. */
    List<Event> events() {
        return List.copyOf(events);
    }

    /**
     * Adds an event; when this returns, it outlives the process.
     *
     * @throws JoyulException why it could not be written. From then on the journal takes no event at all: those that follow
     *     would make no sense without this one
     */
    void add(Event event) {
        if (failure != null) {
            throw failure;
        }
        try {
            write(line(event));
        } catch (IOException e) {
            throw broken(Storage.failure(folder, e));
        } catch (JoyulException e) {
            throw broken(e);
        }
        events.add(event);
    }

    /** A stream that has failed is left as it is: when closed, it may write what it still holds behind a part of that. */
    private JoyulException broken(JoyulException why) {
        out = null;
        failure = why;
        return why;
    }

    private static byte[] line(Event event) {
        try {
            ObjectNode line = MAPPER.createObjectNode();
            JsonNode tree = MAPPER.readTree(MAPPER.writerFor(Event.class).writeValueAsString(event));
            line.put("sum", sum(tree.toString())).set("event", tree);
            return (MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event could not be written as JSON", e);
        }
    }

    private void write(byte[] line) throws IOException {
        if (fileForEach) {
            storage.writeAtomically(nextFile(), line);
            return;
        }
        OutputStream stream = out;
        if (stream == null) {
            Optional<OutputStream> opened = storage.createVisible(nextFile());
            if (opened.isEmpty()) {
                files--;
                fileForEach = true;
                write(line);
                return;
            }
            stream = opened.get();
            out = stream;
        }
        stream.write(line);
        stream.flush();
    }

    private String nextFile() {
        files++;
        return Storage.child(folder, "%05d".formatted(files) + SUFFIX);
    }

    @Override
    public void close() {
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                throw Storage.failure(folder, e);
            }
            out = null;
        }
    }
}
