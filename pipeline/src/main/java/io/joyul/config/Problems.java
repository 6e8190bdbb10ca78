package io.joyul.config;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a run file, so that it is mended once and not key by key. */
final class Problems {
    private final String file;
    private final List<String> lines = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    /** A problem with a key that was written down. */
    void add(String where, String key, String problem) {
        lines.add(where + ": " + key + ": " + problem);
    }

    /** A problem with a key that no line can be given for. */
    void add(String key, String problem) {
        lines.add(key + ": " + problem);
    }

    void throwIfAny() {
        if (lines.isEmpty()) {
            return;
        }
        String count = lines.size() == 1 ? "1 problem" : lines.size() + " problems";
        throw new JoyulException(ErrorCode.CONFIG_INVALID, file + ": " + count + "\n  " + String.join("\n  ", lines));
    }
}
