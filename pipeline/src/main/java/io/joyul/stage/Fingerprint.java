package io.joyul.stage;

import io.joyul.digest.Sha256;
import io.joyul.storage.Storage;
import java.nio.charset.StandardCharsets;

/**
 * Everything that a stage's outcome depends on, as text whose hash is compared with that of an earlier run. Immutable:
 * each method gives a longer one.
 *
 * @param text one line or block for each dependency, told apart by its label
 */
public record Fingerprint(String text) {
    public static Fingerprint empty() {
        return new Fingerprint("");
    }

    /** Depends on a value. */
    public Fingerprint with(String label, String value) {
        // The length keeps two neighbouring parts from being read as one.
        return new Fingerprint(text + label + " " + value.length() + "\n" + value + "\n");
    }

    /** Depends on the files that a path or glob names: their paths, lengths and times, not their bytes. */
    public Fingerprint withFiles(Storage storage, String label, String pattern) {
        StringBuilder listing = new StringBuilder(pattern);
        for (Storage.Entry file : storage.glob(pattern)) {
            listing.append('\n')
                    .append(file.path())
                    .append(' ')
                    .append(file.length())
                    .append(' ')
                    .append(file.modified());
        }
        return with(label, listing.toString());
    }

    /** Depends on all that another stage depends on. */
    public Fingerprint after(String stage, Fingerprint upstream) {
        return with(stage, upstream.sha256());
    }

    public String sha256() {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
