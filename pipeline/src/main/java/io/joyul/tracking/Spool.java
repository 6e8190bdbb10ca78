package io.joyul.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The folder of what a server has missed: one file a batch, in order. */
final class Spool {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String EXTENSION = ".jsonl";

    private final Storage storage;
    private final String folder;
    private long next;

    Spool(Storage storage, String folder) {
        this.storage = storage;
        this.folder = folder;
        this.next = files().stream().mapToLong(Spool::number).max().orElse(0) + 1;
    }

    /** Paths, the oldest first. */
    List<String> files() {
        return storage.list(folder).stream()
                .filter(entry -> entry.name().matches("\\d{8}\\.jsonl"))
                .map(Storage.Entry::path)
                .toList();
    }

    private static long number(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Long.parseLong(name.substring(0, name.length() - EXTENSION.length()));
    }

    void add(List<TrackingEvent> events) {
        StringBuilder lines = new StringBuilder();
        try {
            for (TrackingEvent event : events) {
                // The type is named, or a list's elements would lose theirs.
                lines.append(MAPPER.writerFor(TrackingEvent.class).writeValueAsString(event))
                        .append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is always JSON", e);
        }
        String path = Storage.child(folder, "%08d%s".formatted(next, EXTENSION));
        storage.writeAtomically(path, lines.toString().getBytes(StandardCharsets.UTF_8));
        next++;
    }

    List<TrackingEvent> read(String file) {
        List<TrackingEvent> events = new ArrayList<>();
        try {
            for (String line : new String(storage.read(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                events.add(MAPPER.readValue(line, TrackingEvent.class));
            }
        } catch (JsonProcessingException e) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    file + ": is damaged (" + e.getOriginalMessage()
                            + "); the tracking server cannot be told what it held",
                    e);
        }
        return events;
    }

    /** Gives a file a name by which it is no longer found here, and returns that. */
    String setAside(String file) {
        String aside = file + ".damaged";
        storage.replace(file, aside);
        return aside;
    }

    void remove(String file) {
        storage.delete(file);
    }
}
