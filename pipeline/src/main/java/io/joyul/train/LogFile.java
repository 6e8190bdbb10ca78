package io.joyul.train;

import io.joyul.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * One file of a run's log, which grows. Entries are added behind those that are there; where the file system adds to no
 * file, it is written anew.
 */
final class LogFile {
    /** Of a file of an earlier attempt; a larger one is begun anew from the history, which thins out what is old. */
    private static final long MOST_KEPT_BYTES = 64L << 20;

    private static final long NOT_YET = -1;

    private final Storage storage;
    private final String path;
    private final LogFormat format;
    private final long began;
    private long length = NOT_YET;
    private boolean grows = true;

    /**
     * @param began when the log was begun, in seconds since 1970
     */
    LogFile(Storage storage, String folder, LogFormat format, long began) {
        this.storage = storage;
        this.path = Storage.child(folder, format.fileName(began));
        this.format = format;
        this.began = began;
    }

    /**
     * Begins the file with what an earlier attempt wrote of the run up to where it goes on; what it lacks of that, as it
     * was killed, comes from the history. A file of its own then takes the old one's place, so that a process of that
     * attempt which wakes up adds to nothing.
     *
     * @param known all entries of the history that the run goes on from
     */
    void begin(List<LogEntry> known) {
        int resumed = known.isEmpty() ? 0 : known.get(known.size() - 1).globalStep();
        byte[] there = there();
        int end = format.header(began).length;
        int last = 0;
        // The entries of the last step come from the history: there may be two, and only one of them written.
        for (LogFormat.Mark mark : format.marks(there, began)) {
            if (mark.globalStep() > resumed) {
                break;
            }
            if (mark.globalStep() > last) {
                last = mark.globalStep();
                end = mark.begin();
            }
        }
        int from = last;
        List<LogEntry> missing =
                known.stream().filter(entry -> entry.globalStep() >= from).toList();
        write(last == 0 ? format.header(began) : Arrays.copyOf(there, end), format.lines(missing, began));
    }

    private byte[] there() {
        return storage.exists(path) && storage.length(path) <= MOST_KEPT_BYTES ? storage.read(path) : new byte[0];
    }

    void add(List<LogEntry> entries) {
        byte[] more = format.lines(entries, began);
        if (grows && storage.append(path, length, more)) {
            length += more.length;
            return;
        }
        grows = false;
        byte[] there = storage.exists(path) ? storage.read(path) : new byte[0];
        // One that somebody took away is begun anew; behind its length only a process that is over can have written.
        write(there.length < length ? format.header(began) : Arrays.copyOf(there, Math.toIntExact(length)), more);
    }

    private void write(byte[] before, byte[] more) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(before.length + more.length);
        content.writeBytes(before);
        content.writeBytes(more);
        storage.writeAtomically(path, content.toByteArray());
        length = content.size();
    }
}
