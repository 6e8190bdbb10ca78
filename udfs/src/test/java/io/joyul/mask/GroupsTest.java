package io.joyul.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.text.KoreanMorphemes;
import io.joyul.tokenize.Encoding;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupsTest {
    /** Tokens with these places, between a first and a last that stand for no text. */
    private static Encoding tokens(int[]... places) {
        int size = places.length + 2;
        int[] starts = new int[size];
        int[] ends = new int[size];
        int[] special = new int[size];
        special[0] = 1;
        special[size - 1] = 1;
        for (int i = 0; i < places.length; i++) {
            starts[i + 1] = places[i][0];
            ends[i + 1] = places[i][1];
        }
        return new Encoding(
                new int[size],
                new int[size],
                new int[size],
                starts,
                ends,
                new int[size],
                new int[size],
                special,
                List.of());
    }

    private static int[] at(int from, int to) {
        return new int[] {from, to};
    }

    @Test
    void allTokensBetweenTwoSpacesAreOneWord() {
        Encoding tokens = tokens(at(0, 2), at(2, 3), at(3, 4), at(5, 6), at(6, 8));
        assertThat(Groups.ofWords(tokens, "좋았다! 정말로")).containsExactly(-1, 0, 0, 0, 1, 1, -1);
    }

    @Test
    void aTokenThatCarriesTheSpaceBeforeItBeginsAWord() {
        Encoding tokens = tokens(at(0, 2), at(2, 4), at(4, 6));
        assertThat(Groups.ofWords(tokens, "ab cdef")).containsExactly(-1, 0, 1, 1, -1);
    }

    @Test
    void tokensThatShareACharacterAreOneGroup() {
        // A character outside the vocabulary of a byte-level tokenizer is several tokens.
        Encoding tokens = tokens(at(0, 1), at(0, 1), at(0, 1), at(2, 3));
        assertThat(Groups.ofWords(tokens, "뷁 a")).containsExactly(-1, 0, 0, 0, 1, -1);
    }

    @Test
    void morphemesAreWholeAndATokenOverABorderJoinsThem() {
        KoreanMorphemes korean = new KoreanMorphemes();
        String text = "학교에서 공부했다";
        assertThat(korean.of(text).stream().map(KoreanMorphemes.Morpheme::form))
                .containsExactly("학교", "에서", "공부", "하", "았", "다");
        Encoding along = tokens(at(0, 1), at(1, 2), at(2, 4), at(5, 7), at(7, 8), at(8, 9));
        assertThat(Groups.ofMorphemes(along, text, korean.of(text))).containsExactly(-1, 0, 0, 1, 2, 3, 4, -1);
        // 교에 belongs to two morphemes.
        Encoding across = tokens(at(0, 1), at(1, 3), at(3, 4), at(5, 9));
        assertThat(Groups.ofMorphemes(across, text, korean.of(text))).containsExactly(-1, 0, 0, 0, 1, -1);
    }
}
