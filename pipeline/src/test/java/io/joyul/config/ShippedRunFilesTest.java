package io.joyul.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.storage.Storage;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedRunFilesTest {
    private static final Path CONF = Path.of("..", "conf");
    private static final String REQUIRED = """
            name: reference
            output: runs/reference
            input:
              train: data/train.tsv.gz
              dev: data/dev.tsv.gz
              text-column: text
              label-column: label
            pretrain: {}
            """;

    private final Storage storage = Storage.of(Map.of());

    @Test
    void everyRunFileUnderConfLoadsAndNamesItsLaunchCommand() throws IOException {
        List<Path> files = runFiles();
        for (Path file : files) {
            RunConfigLoader.load(storage, file.toString(), List.of());
            assertThat(Files.readString(file)).containsPattern("#     \\./joyul (run|benchmark) ");
        }
        // A new run file changes this count: it is there to be seen by this test, in whichever folder it lies.
        assertThat(files).hasSize(4);
    }

    @Test
    void everyRunFileUnderConfComesBackEqualFromItsResolvedForm() throws IOException {
        for (Path file : runFiles()) {
            RunConfig config = RunConfigLoader.load(storage, file.toString(), List.of());
            assertThat(RunConfigLoader.parse("resolved", ResolvedRunFile.text(config), List.of()))
                    .isEqualTo(config);
        }
    }

    @Test
    void referenceHoldsTheDefaults() {
        RunConfig reference =
                RunConfigLoader.load(storage, CONF.resolve("reference.yaml").toString(), List.of());
        assertThat(reference).isEqualTo(RunConfigLoader.parse("required keys alone", REQUIRED, List.of()));
    }

    @Test
    void referenceHoldsEveryKey() throws IOException {
        String text = Files.readString(CONF.resolve("reference.yaml"));
        List<String> missing = keys(RunConfig.class).stream()
                .filter(key -> text.lines().noneMatch(line -> line.matches(" *(# *)?(- )?" + key + ":.*")))
                .toList();
        assertThat(missing).isEmpty();
    }

    private static List<String> keys(Class<?> section) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : section.getRecordComponents()) {
            keys.add(KeyNames.of(component));
            KeyNames.section(component).ifPresent(child -> keys.addAll(keys(child)));
        }
        return keys;
    }

    private static List<Path> runFiles() throws IOException {
        try (Stream<Path> files = Files.walk(CONF)) {
            // Sweeps are files of another kind, which SpaceTest loads.
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.startsWith(CONF.resolve("sweeps")))
                    .toList();
        }
    }
}
