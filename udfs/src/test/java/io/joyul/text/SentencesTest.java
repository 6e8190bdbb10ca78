package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentencesTest {
    private static final String TEXT = "A 3.5 km walk. 좋았다!  😀 Yes?\r\n\nno end\n";

    @Test
    void sentencesEndAtTheirMarksAndAtLineEnds() {
        assertThat(Sentences.of(TEXT)).containsExactly("A 3.5 km walk.", "좋았다!", "😀 Yes?", "no end");
        assertThat(String.join("", Sentences.whole(TEXT))).isEqualTo(TEXT);
        assertThat(Sentences.of(" \n ")).isEmpty();
        assertThat(Sentences.whole("one\rtwo\r\nthree\n\rfour"))
                .containsExactly("one\r", "two\r\n", "three\n", "\r", "four");
    }

    @Test
    void beginningsAreCountedInCodePoints() {
        int second = "A 3.5 km walk. ".length();
        int third = second + "좋았다!  ".length();
        assertThat(Sentences.starts(TEXT).stream().limit(3)).containsExactly(0, second, third);
        // The face is two characters and one code point.
        int blank = third + "😀 Yes?\r\n".length() - 1;
        assertThat(Sentences.starts(TEXT).get(blank + 1)).isTrue();
    }
}
