package io.joyul.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleaningConfigTest {
    private static final String REQUIRED =
            "{name: n, output: o, input: {train: a, dev: b, text-column: t, label-column: l}}";

    private static RunConfig load(String... settings) {
        RunConfig config = RunConfigLoader.parse("test.yaml", REQUIRED, List.of(settings));
        assertThat(RunConfigLoader.parse("resolved", ResolvedRunFile.text(config), List.of()))
                .isEqualTo(config);
        return config;
    }

    private static GopherConfig gopher(String value) {
        return load("preprocess.cleaning.gopher=" + value)
                .preprocess()
                .cleaning()
                .gopher();
    }

    @Test
    void ruleIsOnWithThePublishedThresholdOrOnesOwnAndElseOff() {
        assertThat(gopher("{min-words: true, max-top-two-gram: 0.5, max-bullet-lines: false}"))
                .returns(Optional.of(50), GopherConfig::minWords)
                .returns(Optional.of(0.5), GopherConfig::maxTopTwoGram)
                .returns(Optional.empty(), GopherConfig::maxBulletLines)
                .returns(Optional.empty(), GopherConfig::maxWords);
    }

    @Test
    void wholeSetIsTurnedOnByOneWord() {
        assertThat(gopher("true"))
                .returns(Optional.of(0.1), GopherConfig::maxDuplicateTenGrams)
                .returns(Optional.of(2), GopherConfig::minStopWords);
        assertThat(load("preprocess.cleaning.c4=true").preprocess().cleaning().c4())
                .isEqualTo(new C4Config(
                        true,
                        true,
                        Optional.of(5),
                        true,
                        true,
                        Optional.of(3),
                        Optional.of(3),
                        true,
                        true,
                        Optional.empty()));
    }

    @Test
    void scriptsAreAListOfNames() {
        assertThat(load("preprocess.cleaning.language.scripts=[hangul, han]")
                        .preprocess()
                        .cleaning()
                        .language()
                        .scripts())
                .containsExactly(LanguageConfig.Script.HANGUL, LanguageConfig.Script.HAN);
    }

    @Test
    void keyThatWasMovedIsShownItsNewPlace() {
        assertThatThrownBy(() -> load("input.max-bad-rows=0.1"))
                .hasMessageContaining("input.max-bad-rows: was moved to preprocess.max-bad-rows");
    }

    @Test
    void plainTextNeedsNoColumnAndIsForTasksOfTextAlone() {
        String plain = "{name: n, output: o, input: {format: text, train: a, dev: b, task: %s}}";
        assertThat(RunConfigLoader.parse("test.yaml", plain.formatted("causal"), List.of())
                        .input()
                        .textColumn())
                .isEmpty();
        assertThatThrownBy(() -> RunConfigLoader.parse("test.yaml", plain.formatted("classification"), List.of()))
                .hasMessageContaining("input.format: is text, whose lines hold nothing beside the text")
                .hasMessageContaining("input.task: classification needs more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"next-sentence", "sentence-order"})
    void passagesThatAreMaskedOnceRefuseToBeMaskedAnew(String task) {
        String run = "{name: x, output: x, input: {train: a, dev: b, format: text, task: " + task + "}}";
        assertThatThrownBy(() -> RunConfigLoader.parse("test.yaml", run, List.of("preprocess.masking.when=dynamic")))
                .hasMessageContaining("preprocess.masking.when: must be static for input.task " + task);
        assertThat(RunConfigLoader.parse("test.yaml", run, List.of("preprocess.masking.kind=morpheme"))
                        .preprocess()
                        .masking()
                        .kind())
                .isEqualTo(MaskingConfig.Kind.MORPHEME);
    }
}
