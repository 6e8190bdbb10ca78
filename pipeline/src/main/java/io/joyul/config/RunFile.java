package io.joyul.config;

import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.util.List;

/**
 * The text of a run file, for those who load it more than once: what is edited meanwhile does not count.
 *
 * @param path what messages call it
 */
public record RunFile(String path, String yaml) {
    /**
     * Reads it from any file system.
     *
     * @throws JoyulException {@code CONFIG_UNREADABLE} when it is no text
     */
    public static RunFile read(Storage storage, String path) {
        return new RunFile(path, RunConfigLoader.text(path, storage.read(path)));
    }

    /**
     * The run that it describes.
     *
     * @param settings {@code key.path=value} pairs that win over the file
     * @throws JoyulException {@code CONFIG_INVALID} with all that is wrong
     */
    public RunConfig with(List<String> settings) {
        return RunConfigLoader.parse(path, yaml, settings);
    }
}
