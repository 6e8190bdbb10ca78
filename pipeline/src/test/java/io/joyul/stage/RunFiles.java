package io.joyul.stage;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small run files for tests of stages. */
final class RunFiles {
    private static final String TINY = """
            name: tiny
            input:
              id-column: id
              text-column: document
              label-column: label
            preprocess:
              max-length: 16
            model:
              layers: 1
              hidden-size: 8
              attention-heads: 2
              intermediate-size: 8
            training:
              ranks: 2
            train:
              epochs: 1
            """;

    private static final String PRETRAIN = """
            pretrain:
              epochs: 1
            """;

    private RunFiles() {}

    /** A run over {@code train.tsv} and {@code dev.tsv} of a folder, changed by {@code key=value} settings. */
    static RunConfig tiny(Path folder, String... settings) {
        List<String> all = new ArrayList<>(List.of("input.train=" + folder.resolve("train.tsv")));
        all.addAll(List.of(settings));
        return withoutTrain(folder, all);
    }

    /** The same without a place for the training rows, which the settings have to name. */
    static RunConfig withoutTrain(Path folder, List<String> settings) {
        return parse(TINY + PRETRAIN, folder, settings);
    }

    /** The same as {@link #tiny} for a task that has no pretraining. */
    static RunConfig withoutPretraining(Path folder, String... settings) {
        List<String> all = new ArrayList<>(List.of("input.train=" + folder.resolve("train.tsv")));
        all.addAll(List.of(settings));
        return parse(TINY, folder, all);
    }

    private static RunConfig parse(String file, Path folder, List<String> settings) {
        List<String> all =
                new ArrayList<>(List.of("input.dev=" + folder.resolve("dev.tsv"), "output=" + folder.resolve("out")));
        all.addAll(settings);
        return RunConfigLoader.parse("tiny.yaml", file, all);
    }
}
