package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.text.KoreanMorphemes.Morpheme;
import java.util.List;
import org.junit.jupiter.api.Test;

class KoreanMorphemesTest {
    private final KoreanMorphemes korean = new KoreanMorphemes();

    @Test
    void morphemesBearTheirPlacesAndTags() {
        assertThat(korean.of("학교에 갔다."))
                .containsExactly(
                        new Morpheme("학교", 0, 2, "NNG"),
                        new Morpheme("에", 2, 3, "J"),
                        new Morpheme("가", 4, 5, "VV"),
                        new Morpheme("았", 4, 5, "E"),
                        new Morpheme("다", 5, 6, "E"),
                        new Morpheme(".", 6, 7, "SF"));
    }

    @Test
    void placesAreCodePoints() {
        Morpheme school = korean.of("😀😀 학교").stream()
                .filter(morpheme -> morpheme.form().equals("학교"))
                .findFirst()
                .orElseThrow();
        assertThat(school.start()).isEqualTo(3);
        assertThat(school.end()).isEqualTo(5);
    }

    @Test
    void everyCharacterButSpaceIsInSomeMorpheme() {
        for (String text : List.of(
                "아 더빙.. 진짜 짜증나네요 목소리", "흠...포스터보고 초딩영화줄....오버연기조차 가볍지 않구나", "abc 123 漢字 ㅋㅋㅋ!? \u200b끝", "", "   ")) {
            boolean[] seen = new boolean[text.length()];
            int before = 0;
            for (Morpheme morpheme : korean.of(text)) {
                assertThat(morpheme.start()).isGreaterThanOrEqualTo(before);
                before = morpheme.start();
                for (int i = morpheme.start(); i < morpheme.end(); i++) {
                    seen[i] = true;
                }
            }
            for (int i = 0; i < text.length(); i++) {
                assertThat(seen[i] || !Character.isLetterOrDigit(text.charAt(i)))
                        .as("%s at %d", text, i)
                        .isTrue();
            }
        }
    }

    @Test
    void keyphrasesAreRunsOfNouns() {
        assertThat(korean.keyphrases("서울 지하철 노선은 인공지능 기술을 활용해 만든다. 그 영화는 재미있다.", 4))
                .containsExactly("서울 지하철 노선", "인공지능 기술", "활용", "영화");
    }

    @Test
    void aLongRunIsCut() {
        assertThat(korean.keyphrases("대한 민국 정부 수립 기념 행사", 2)).allMatch(phrase -> phrase.split(" ").length <= 2);
    }
}
