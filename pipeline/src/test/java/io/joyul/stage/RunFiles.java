package io.joyul.stage;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small run files for tests of stages. */
final class RunFiles {
    private RunFiles() {}

    /** A run over {@code train.tsv} and {@code dev.tsv} of a folder, changed by {@code key=value} settings. */
    static RunConfig tiny(Path folder, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "input.train=" + folder.resolve("train.tsv"),
                "input.dev=" + folder.resolve("dev.tsv"),
                "output=" + folder.resolve("out")));
        all.addAll(List.of(settings));
        return RunConfigLoader.parse("tiny.yaml", """
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
                pretrain:
                  epochs: 1
                train:
                  epochs: 1
                """, all);
    }
}
