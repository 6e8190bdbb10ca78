package io.joyul.config;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads a run file: YAML whose keys are the component names of {@link RunConfig} in kebab case.
 *
 * <p>Every mistake of a file is reported in one {@code CONFIG_INVALID}: unknown keys with the nearest right name, keys
 * given twice, wrong types, values out of range, missing and contradictory keys. What is not YAML at all is
 * {@code CONFIG_UNREADABLE}. Relative paths inside a run file start at the working directory.
 */
public final class RunConfigLoader {
    private RunConfigLoader() {}

    /**
     * Loads a run file from any file system.
     *
     * @param settings {@code key.path=value} pairs that win over the file; each value is YAML
     */
    public static RunConfig load(Storage storage, String path, List<String> settings) {
        return RunFile.read(storage, path).with(settings);
    }

    /** The run that a text describes; {@code file} is what messages call it. */
    public static RunConfig parse(String file, String yaml, List<String> settings) {
        Problems problems = new Problems(file);
        YamlNode root = YamlTreeReader.read(file, yaml, problems);
        if (root instanceof YamlNode.Nothing) {
            root = YamlNode.Mapping.empty("line 1");
        }
        if (root instanceof YamlNode.Mapping mapping) {
            Overrides.apply(mapping, RunConfig.class, settings, problems);
            root = Parameters.fillIn(mapping, problems);
        }
        RunConfig config = new RecordBinder(problems).bind(RunConfig.class, root, "");
        Contradictions.find(config, problems);
        problems.throwIfAny();
        return config;
    }

    static String text(String path, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JoyulException(ErrorCode.CONFIG_UNREADABLE, path + ": is not UTF-8 text; is it a run file?", e);
        }
    }
}
