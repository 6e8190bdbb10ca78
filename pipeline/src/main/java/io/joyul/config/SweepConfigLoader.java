package io.joyul.config;

import io.joyul.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a sweep file: YAML whose keys are the component names of {@link SweepConfig} in kebab case, with the dotted keys
 * of a run file below {@code space}. Every mistake is reported in one {@code CONFIG_INVALID}, as for a run file.
 */
public final class SweepConfigLoader {
    private static final String SPACE = "space";

    private SweepConfigLoader() {}

    /** Loads a sweep file from any file system. */
    public static SweepConfig load(Storage storage, String path, List<String> settings) {
        return parse(path, RunConfigLoader.text(path, storage.read(path)), settings);
    }

    /** The sweep that a text describes; {@code file} is what messages call it. */
    public static SweepConfig parse(String file, String yaml, List<String> settings) {
        Problems problems = new Problems(file);
        YamlNode root = YamlTreeReader.read(file, yaml, problems);
        if (root instanceof YamlNode.Nothing) {
            root = YamlNode.Mapping.empty("line 1");
        }
        if (root instanceof YamlNode.Mapping mapping) {
            Overrides.apply(mapping, SweepConfig.class, settings, problems);
            listDimensions(mapping);
        }
        SweepConfig config = new RecordBinder(problems).bind(SweepConfig.class, root, "");
        SweepContradictions.find(config, problems);
        problems.throwIfAny();
        return config;
    }

    /** The sections of the space become a list of sections, each with its key inside. */
    private static void listDimensions(YamlNode.Mapping root) {
        YamlNode.Entry space = root.entries().get(SPACE);
        if (space == null || !(space.value() instanceof YamlNode.Mapping keys)) {
            return;
        }
        List<YamlNode> dimensions = new ArrayList<>();
        for (Map.Entry<String, YamlNode.Entry> entry : keys.entries().entrySet()) {
            String where = entry.getValue().where();
            YamlNode.Mapping dimension = YamlNode.Mapping.empty(where);
            dimension.entries().put("key", new YamlNode.Entry(where, new YamlNode.Scalar(where, entry.getKey())));
            if (entry.getValue().value() instanceof YamlNode.Mapping given) {
                dimension.entries().putAll(given.entries());
            }
            dimensions.add(dimension);
        }
        root.entries().put(SPACE, new YamlNode.Entry(space.where(), new YamlNode.Sequence(space.where(), dimensions)));
    }
}
