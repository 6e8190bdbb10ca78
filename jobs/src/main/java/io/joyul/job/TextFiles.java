package io.joyul.job;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** Text files, line by line, from any file system and into it. */
final class TextFiles {
    private TextFiles() {}

    /** What is done with each line of a file. */
    interface LineWork {
        void line(long number, String line, Writer out) throws IOException;

        /** After the last line. */
        default void end(Writer out) throws IOException {}
    }

    /**
     * Reads {@code input}, which is gzip'd if its name ends so, and writes what the work makes of it. The output appears
     * when it is whole and replaces what had its name.
     */
    static void transform(Storage storage, String input, String output, LineWork work) {
        String unfinished = Storage.child(Storage.parent(output), ".unfinished-" + UUID.randomUUID());
        try {
            try (BufferedReader lines = reader(storage, input);
                    Writer out = new BufferedWriter(
                            new OutputStreamWriter(storage.create(unfinished), StandardCharsets.UTF_8))) {
                long number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    work.line(number, line, out);
                }
                work.end(out);
            } catch (CharacterCodingException e) {
                throw new JoyulException(ErrorCode.INPUT_UNREADABLE, input + ": is not UTF-8 text", e);
            } catch (IOException e) {
                throw new JoyulException(ErrorCode.INPUT_UNREADABLE, input + ": cannot be read: " + e.getMessage(), e);
            }
            storage.replace(unfinished, output);
        } finally {
            storage.delete(unfinished);
        }
    }

    /** Hands on the lines of {@code input}, which is gzip'd if its name ends so, for as long as more are wanted. */
    static void read(Storage storage, String input, Predicate<String> wantsMore) {
        try (BufferedReader lines = reader(storage, input)) {
            for (String line = lines.readLine(); line != null && wantsMore.test(line); ) {
                line = lines.readLine();
            }
        } catch (IOException e) {
            throw new JoyulException(ErrorCode.INPUT_UNREADABLE, input + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static BufferedReader reader(Storage storage, String input) throws IOException {
        InputStream bytes = storage.open(input);
        InputStream plain = input.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()));
    }
}
