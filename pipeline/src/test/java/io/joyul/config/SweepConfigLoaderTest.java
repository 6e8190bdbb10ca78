package io.joyul.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepConfigLoaderTest {
    private static final String VALID = """
            name: s
            run: run.yaml
            output: sweeps/s
            space:
              train.learning-rate: {log-uniform: [1e-5, 1e-2]}
              train.adaptation.kind: {choice: [full, frozen]}
              train.adaptation.frozen-layers:
                integer: [0, 2]
                when: {train.adaptation.kind: frozen}
            strategy: {kind: asha, trials: 9}
            """;

    @Test
    void keysOfTheRunFileAreReadWithTheirDimensions() {
        SweepConfig config = SweepConfigLoader.parse("s.yaml", VALID, List.of("strategy.eta=4", "parallel=2"));
        assertThat(config.space())
                .extracting(SweepConfig.DimensionConfig::key)
                .containsExactly("train.learning-rate", "train.adaptation.kind", "train.adaptation.frozen-layers");
        assertThat(config.space().get(2).when()).containsEntry("train.adaptation.kind", "frozen");
        assertThat(config.strategy().eta()).contains(4);
        assertThat(config.parallel()).isEqualTo(2);
        assertThat(config.metric()).isEqualTo(SweepConfig.Metric.DEV_ACCURACY);
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        JoyulException refused =
                catchThrowableOfType(JoyulException.class, () -> SweepConfigLoader.parse("s.yaml", """
                        name: s
                        run: run.yaml
                        output: sweeps/s
                        paralel: 2
                        space:
                          a.b: {uniform: [0, 1], choice: [1]}
                          output: {choice: [x, y]}
                          train.epochs: {integer: [1, 3]}
                        strategy: {kind: tpe, eta: 3, max-budget: 4}
                        retrain: {trials: 2}
                        """, List.of()));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refused)
                .hasMessageContaining("line 4: paralel: unknown key; did you mean parallel?")
                .hasMessageContaining("space.a.b: must have one of")
                .hasMessageContaining("space.output: is the same for all trials of a sweep")
                .hasMessageContaining("space.train.epochs: is the budget of a trial")
                .hasMessageContaining("strategy.eta: has no meaning for the kind tpe")
                .hasMessageContaining("strategy.trials: is missing: the kind tpe needs it")
                .hasMessageContaining("strategy.max-budget: is train.epochs of the run file")
                .hasMessageContaining("retrain.seeds: is empty");
    }

    /** Two trainings with one seed would share a folder. */
    @Test
    void aSeedThatIsNamedTwiceAndAPopulationOfOneAreRefused() {
        JoyulException refused =
                catchThrowableOfType(JoyulException.class, () -> SweepConfigLoader.parse("sweep.yaml", """
                        name: s
                        run: r
                        output: o
                        space: {train.learning-rate: {uniform: [0, 1]}}
                        strategy: {kind: population, trials: 1}
                        retrain: {trials: 1, seeds: [1, 2, "01"]}
                        """, List.of()));
        assertThat(refused)
                .hasMessageContaining("retrain.seeds: must be different")
                .hasMessageContaining("names 01 again")
                .hasMessageContaining("strategy.trials: must be at least 2");
    }

    @Test
    void whatCannotChangeOnTheWayIsRefusedForAPopulation() {
        JoyulException refused = catchThrowableOfType(
                JoyulException.class,
                () -> SweepConfigLoader.parse("s.yaml", VALID, List.of("strategy={kind: population, trials: 10}")));
        assertThat(refused).hasMessageContaining("train.adaptation.kind: cannot change while a member");
    }
}
