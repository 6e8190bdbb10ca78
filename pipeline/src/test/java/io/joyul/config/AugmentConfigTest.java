package io.joyul.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.config.AugmentConfig.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AugmentConfigTest {
    private static RunConfig load(String sections) {
        return RunConfigLoader.parse("run.yaml", """
                name: reviews
                output: out
                input: {train: a.tsv, dev: b.tsv, text-column: text, label-column: label}
                preprocess:
                  augment:
                """ + sections.indent(4), List.of());
    }

    @Test
    void sectionsAreReadInTheirOrderWithTheirDefaults() {
        RunConfig config = load("""
                - kind: typo
                  copies: 2
                - kind: synonym
                  rows: 0.5
                  words: 0.3
                  synonyms: words.tsv
                """);
        assertThat(config.preprocess().augment())
                .containsExactly(
                        new AugmentConfig(Kind.TYPO, 2, 1, 0.1, Optional.empty(), Optional.empty()),
                        new AugmentConfig(Kind.SYNONYM, 1, 0.5, 0.3, Optional.of("words.tsv"), Optional.empty()));
        assertThat(RunConfigLoader.parse("resolved", ResolvedRunFile.text(config), List.of()))
                .isEqualTo(config);
    }

    @Test
    void mistakesAreReportedTogetherByTheirSection() {
        assertThatThrownBy(() -> load("""
                        - kind: typoo
                        - copis: 2
                        - kind: swap
                          rows: 0
                        - swap
                        """))
                .hasMessageContaining("preprocess.augment[0].kind: must be one of swap")
                .hasMessageContaining("did you mean typo?")
                .hasMessageContaining(
                        "preprocess.augment[1].copis: unknown key; did you mean preprocess.augment[1].copies?")
                .hasMessageContaining("preprocess.augment[1].kind: is missing and has no default")
                .hasMessageContaining("preprocess.augment[2].rows: must be above 0 and at most 1")
                .hasMessageContaining("preprocess.augment[3]: must be a section");
    }

    @Test
    void synonymsStandWhereTheyHaveAMeaning() {
        assertThatThrownBy(() -> load("""
                        - kind: synonym
                        - kind: typo
                          synonyms: words.tsv
                        """))
                .hasMessageContaining("preprocess.augment[0].synonyms: is missing: the kind synonym needs it")
                .hasMessageContaining("preprocess.augment[1].synonyms: has no meaning for the kind typo");
    }

    @Test
    void translatorIsEitherAnEndpointOrATable() {
        assertThatThrownBy(() -> load("""
                        - kind: back-translation
                        - kind: back-translation
                          copies: 2
                          translator: {source: ko, pivot: ko, url: "ftp://there", pairs: pairs.jsonl}
                        - kind: typo
                          translator: {source: ko, pivot: en, pairs: pairs.jsonl}
                        - kind: back-translation
                          translator: {source: ko, pivot: en, pairs: pairs.jsonl, key: secret}
                        """))
                .hasMessageContaining("preprocess.augment[3].translator.key: unknown key")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> load("""
                        - kind: back-translation
                        - kind: back-translation
                          copies: 2
                          translator: {source: ko, pivot: ko, url: "ftp://there", pairs: pairs.jsonl}
                        - kind: typo
                          translator: {source: ko, pivot: en, pairs: pairs.jsonl}
                        """))
                .hasMessageContaining("preprocess.augment[0].translator: is missing")
                .hasMessageContaining("preprocess.augment[1].copies: must be 1")
                .hasMessageContaining("preprocess.augment[1].translator: must have either a url or pairs")
                .hasMessageContaining("preprocess.augment[1].translator.url: must begin with http:// or https://")
                .hasMessageContaining("preprocess.augment[1].translator.pivot: is the language of the texts itself")
                .hasMessageContaining("preprocess.augment[2].translator: has no meaning for the kind typo");
    }

    @Test
    void kindsThatATaskHasNoRowsForAreRefused() {
        assertThatThrownBy(() -> load("""
                        - kind: no-answer
                        """))
                .hasMessageContaining(
                        "preprocess.augment[0].kind: no-answer makes no rows for input.task classification");
    }
}
