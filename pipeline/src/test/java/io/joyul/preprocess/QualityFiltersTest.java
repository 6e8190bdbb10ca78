package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.config.RunConfigLoader;
import io.joyul.storage.Storage;
import io.joyul.text.GopherRule;
import io.joyul.text.LineRule;
import io.joyul.text.QualityFilter;
import io.joyul.text.QualityRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityFiltersTest {
    @TempDir
    Path folder;

    private static QualityFilter filter(String... settings) {
        String required = "{name: x, output: x, input: {train: a, dev: b, text-column: t, label-column: l}}";
        return QualityFilters.of(
                RunConfigLoader.parse("test.yaml", required, List.of(settings))
                        .preprocess()
                        .cleaning(),
                Storage.of(Map.of()));
    }

    @Test
    void nothingIsJudgedUnlessAsked() {
        assertThat(filter().judgesNothing()).isTrue();
    }

    @Test
    void publishedThresholdsAreThoseOfTheRules() {
        List<QualityRule> published = Stream.concat(
                        Arrays.stream(GopherRule.values()).map(rule -> rule.at(rule.published())),
                        Stream.of(GopherRule.stopWords(2)))
                .toList();
        assertThat(filter("preprocess.cleaning.gopher=true").rules()).containsExactlyElementsOf(published);
    }

    @Test
    void everyRuleOfARunFileReachesTheFilter() throws IOException {
        Path words = Files.writeString(folder.resolve("words.txt"), "darn\n\n나쁜 말\n");
        QualityFilter filter = filter(
                "preprocess.cleaning.c4.bad-words=" + words,
                "preprocess.cleaning.length={min-characters: 1, max-characters: 9, min-words: 1, max-words: 9}",
                "preprocess.cleaning.language.scripts=[latin]");
        assertThat(filter.rules())
                .extracting(QualityRule::name)
                .contains("min-characters", "max-characters", "min-words", "max-words", "language", "c4-bad-words");
        QualityFilter all = filter("preprocess.cleaning.c4=true");
        assertThat(all.lineRules())
                .extracting(LineRule::name)
                .containsExactly(
                        "c4-citations", "c4-terminal-punctuation", "c4-min-line-words", "c4-javascript", "c4-policy");
        assertThat(all.rules())
                .extracting(QualityRule::name)
                .containsExactly("c4-lorem-ipsum", "c4-curly-bracket", "c4-min-sentences");
    }

    @Test
    void fileOfBadWordsMustBeThereAndBeText() throws IOException {
        assertThatThrownBy(() -> filter("preprocess.cleaning.c4.bad-words=" + folder.resolve("absent.txt")))
                .hasMessageContaining("absent.txt");
        Path broken = Files.write(folder.resolve("broken.txt"), new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> filter("preprocess.cleaning.c4.bad-words=" + broken))
                .hasMessageContaining("not UTF-8");
    }
}
