package io.joyul.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.joyul.config.RunFile;
import io.joyul.config.StrategyConfig;
import io.joyul.config.SweepConfig;
import io.joyul.config.SweepConfigLoader;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceTest {
    private static final String RUN = """
            name: n
            output: runs/n
            input: {train: a.tsv, dev: b.tsv, text-column: text, label-column: label}
            pretrain: {}
            """;

    @TempDir
    private Path folder;

    @Test
    void everyValueIsFoundAgainAtItsPlace() {
        List<Dimension> dimensions = List.of(
                new Dimension.Choice("c", List.of("full", "frozen", "head-only")),
                new Dimension.IntegerRange("i", -2, 9),
                new Dimension.Quantised("q", new BigDecimal("0"), new BigDecimal("0.3"), new BigDecimal("0.05")));
        for (Dimension dimension : dimensions) {
            List<String> values = dimension.grid(0);
            assertThat(Set.copyOf(values)).hasSize(dimension.values());
            assertThat(values)
                    .allSatisfy(value ->
                            assertThat(dimension.at(dimension.place(value))).isEqualTo(value));
            assertThat(dimension.at(1)).isEqualTo(values.get(values.size() - 1));
        }
        assertThat(dimensions.get(2).grid(0)).containsExactly("0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3");
    }

    @Test
    void continuaKeepTheirEndsAndTheirMiddles() {
        Dimension uniform = new Dimension.Uniform("u", 0, 0.3);
        Dimension log = new Dimension.LogUniform("l", 1e-5, 1e-1);
        assertThat(uniform.at(0)).isEqualTo("0.0");
        assertThat(uniform.at(1)).isEqualTo("0.3");
        assertThat(Double.parseDouble(log.at(0))).isEqualTo(1e-5);
        assertThat(Double.parseDouble(log.at(0.5))).isCloseTo(1e-3, within(1e-9));
        assertThat(log.place("0.001")).isCloseTo(0.5, within(1e-9));
        assertThat(log.scaled("0.1", 1.2)).isEqualTo("0.1");
    }

    @Test
    void aFactorMovesWhatHasStepsByOneAtLeastAndNeverBeyondAnEnd() {
        Dimension integer = new Dimension.IntegerRange("i", -3, 20);
        assertThat(integer.scaled("1", 1.2)).isEqualTo("2");
        assertThat(integer.scaled("1", 0.8)).isEqualTo("0");
        assertThat(integer.scaled("0", 1.2)).isEqualTo("1");
        assertThat(integer.scaled("0", 0.8)).isEqualTo("-1");
        assertThat(integer.scaled("-1", 1.2)).isEqualTo("-2");
        assertThat(integer.scaled("-1", 0.8)).isEqualTo("0");
        assertThat(integer.scaled("10", 1.2)).isEqualTo("12");
        assertThat(integer.scaled("20", 1.2)).isEqualTo("20");
        assertThat(integer.scaled("-3", 1.2)).isEqualTo("-3");
        Dimension quantised =
                new Dimension.Quantised("q", new BigDecimal("0"), new BigDecimal("0.3"), new BigDecimal("0.1"));
        assertThat(quantised.scaled("0", 1.2)).isEqualTo("0.1");
        assertThat(quantised.scaled("0", 0.8)).isEqualTo("0");
        assertThat(quantised.scaled("0.1", 1.2)).isEqualTo("0.2");
        assertThat(quantised.scaled("0.1", 0.8)).isEqualTo("0");
        assertThat(quantised.scaled("0.3", 1.2)).isEqualTo("0.3");
    }

    @Test
    void aConditionalKeyIsThereOnlyBesideItsValue() {
        Space space = sweep("""
                frozen: {integer: [0, 1], when: {kind: frozen}}
                kind: {choice: [full, frozen]}
                """);
        assertThat(space.dimensions()).extracting(Dimension::key).containsExactly("kind", "frozen");
        assertThat(space.grid(3))
                .extracting(Point::values)
                .containsExactly(
                        Map.of("kind", "full"),
                        Map.of("kind", "frozen", "frozen", "0"),
                        Map.of("kind", "frozen", "frozen", "1"));
        assertThat(space.places(space.grid(3).get(0))[1]).isNaN();
        assertThat(space.at(new double[] {0.1, 0.9}).values()).isEqualTo(Map.of("kind", "full"));
    }

    @Test
    void cornersHaveEveryExtremeValueWithItsConditionFulfilled() {
        Space space = sweep("""
                train.learning-rate: {log-uniform: [1e-5, 1e-2]}
                train.adaptation.kind: {choice: [full, frozen]}
                train.adaptation.frozen-layers: {integer: [0, 2], when: {train.adaptation.kind: frozen}}
                """);
        Set<String> seen = new TreeSet<>();
        space.corners().forEach(corner -> seen.addAll(corner.settings()));
        assertThat(seen)
                .containsExactly(
                        "train.adaptation.frozen-layers=0",
                        "train.adaptation.frozen-layers=1",
                        "train.adaptation.frozen-layers=2",
                        "train.adaptation.kind=frozen",
                        "train.adaptation.kind=full",
                        "train.learning-rate=0.01",
                        "train.learning-rate=1.0E-5");
    }

    @Test
    void wrongKeysAndValuesAreRefusedWithTheNearestRightName() throws Exception {
        Path run = Files.writeString(folder.resolve("run.yaml"), RUN);
        Space space = sweep("""
                train.learning-rat: {log-uniform: [1e-5, 1e-2]}
                train.label-smoothing: {uniform: [0, 1.5]}
                train.adaptation.kind: {choice: [full, frosen]}
                training.micro-batch: {choice: [8, 16]}
                """);
        JoyulException refused = catchThrowableOfType(
                JoyulException.class, () -> SpaceCheck.load(runFile(run), List.of("training.ranks=1"), space));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refused)
                .hasMessageContaining("train.learning-rat: unknown key; did you mean train.learning-rate?")
                .hasMessageContaining("train.label-smoothing: must be at least 0 and below 1, but is 1.5")
                .hasMessageContaining("did you mean frozen?")
                .hasMessageContaining("3 problems");
    }

    @Test
    void aStepThatTheRunFileDoesNotTakeIsRefusedThoughItTakesBothEnds() throws Exception {
        Path run = Files.writeString(folder.resolve("run.yaml"), RUN);
        Space space = sweep("model.layers: {quantised: [1, 2, 0.5]}");
        JoyulException refused =
                catchThrowableOfType(JoyulException.class, () -> SpaceCheck.load(runFile(run), List.of(), space));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refused).hasMessageContaining("model.layers").hasMessageContaining("1.5");
    }

    private static RunFile runFile(Path path) {
        return RunFile.read(Storage.of(Map.of()), path.toString());
    }

    @Test
    void aSpaceThatTheRunFileTakesIsTaken() throws Exception {
        Path run = Files.writeString(folder.resolve("run.yaml"), RUN);
        SpaceCheck.load(runFile(run), List.of(), sweep("""
                train.learning-rate: {log-uniform: [1e-5, 1e-2]}
                preprocess.augment: {choice: ['[]', '[{kind: typo}]']}
                model.layers: {integer: [1, 3]}
                """));
    }

    @Test
    void theLeastRanksOfTheRunFileAreNoneOfTheTrials() throws Exception {
        Path run = Files.writeString(folder.resolve("run.yaml"), RUN);
        assertThat(SpaceCheck.load(
                        runFile(run),
                        List.of("training.ranks=4", "training.min-ranks=2"),
                        sweep("training.ranks: {choice: [1, 4]}")))
                .extracting(corner -> corner.training().fewestRanks())
                .containsExactly(1, 4);
    }

    @Test
    void whatIsNoSpaceIsToldAllAtOnce() {
        JoyulException refused = catchThrowableOfType(JoyulException.class, () -> sweep("""
                a: {uniform: [1, 0]}
                b: {log-uniform: [0, 1]}
                c: {integer: [1, 2, 3]}
                d: {choice: [x, y], when: {nowhere: 1}}
                e: {quantised: [0, 1, nothing]}
                f: {choice: [1, 2]}
                g: {integer: [1, 2], when: {f: 3}}
                h: {integer: [0, 2147483647]}
                i: {integer: [-2000000000, 0]}
                j: {choice: [x], when: {i: 2000000000 | -1999999999 | few}}
                k: {log-uniform: [1e-5, 1e-1]}
                l: {choice: [x, y], when: {k: 0.001}}
                """));
        assertThat(refused)
                .hasMessageContaining("a: uniform: must go up, but goes from 1 to 0")
                .hasMessageContaining("b: log-uniform: must begin above 0")
                .hasMessageContaining("c: integer: takes 2 numbers, but has 3")
                .hasMessageContaining("d: when: nowhere is no other key")
                .hasMessageContaining("e: quantised: nothing is no number")
                .hasMessageContaining("g: when: f is never 3; it is one of 1, 2")
                .hasMessageContaining("h: integer: has more than 2147483647 values")
                .hasMessageContaining("j: when: i is never 2000000000; it is one of -2000000000, -1999999999, …, 0")
                .hasMessageContaining("j: when: i is never few")
                .hasMessageContaining("l: when: k is drawn from a continuum and hardly ever just 0.001; name a key")
                .hasMessageNotContaining("i is never -1999999999");
    }

    @Test
    void aGridOfTooManyCombinationsIsRefusedBeforeTheyAreMade() {
        assertThat(sweep("seed: {integer: [1, 100000]}").grid(3)).hasSize(100_000);
        for (String wide : List.of(
                "seed: {integer: [0, 2000000000]}",
                "a: {integer: [1, 400]}\nb: {integer: [1, 400]}\nc: {integer: [1, 400]}",
                "a: {integer: [1, 40000]}\nb: {uniform: [0, 1]}")) {
            assertThat(catchThrowableOfType(
                            JoyulException.class, () -> sweep(wide).grid(3)))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                    .hasMessageContaining("100000 at most")
                    .hasMessageContaining("strategy.grid-points");
        }
    }

    /** Of the 400 values of one key, one has another key beside it. */
    @Test
    void aGridIsCountedWithItsConditions() {
        Space space = sweep("""
                a: {integer: [1, 400]}
                b: {integer: [1, 99601], when: {a: 7}}
                """);
        assertThat(space.grid(3)).hasSize(100_000);
    }

    @Test
    void everyShippedSweepLoads() throws Exception {
        Storage storage = Storage.of(Map.of());
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of("../conf/sweeps"))) {
            files = found.toList();
        }
        assertThat(files).hasSizeGreaterThan(1);
        for (Path file : files) {
            SweepConfig sweep = SweepConfigLoader.load(storage, file.toString(), List.of());
            SpaceCheck.load(RunFile.read(storage, "../" + sweep.run()), sweep.set(), Spaces.of(sweep.space()));
        }
    }

    @Test
    void theReferencePageShowsEveryKey() throws Exception {
        String page = Files.readString(Path.of("../conf/sweeps/reference.yaml"));
        for (Class<?> section : List.of(
                SweepConfig.class,
                StrategyConfig.class,
                SweepConfig.RetrainConfig.class,
                SweepConfig.DimensionConfig.class)) {
            for (RecordComponent component : section.getRecordComponents()) {
                String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                assertThat(section == SweepConfig.DimensionConfig.class && key.equals("key")
                                || page.contains(key + ":"))
                        .as(key)
                        .isTrue();
            }
        }
    }

    private static Space sweep(String space) {
        return Spaces.of(SweepConfigLoader.parse(
                        "sweep.yaml",
                        "name: s\nrun: r\noutput: o\nstrategy: {trials: 1}\nspace:\n" + space.indent(2),
                        List.of())
                .space());
    }
}
