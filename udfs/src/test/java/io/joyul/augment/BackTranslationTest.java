package io.joyul.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackTranslationTest {
    private final BackTranslation back = new BackTranslation(new Direction("ko", "en"), 0.2, 0.95, 0.5, 2);

    @Test
    void wordingThatIsNewAndLikeTheTextIsTaken() {
        assertThat(back.accepts("이 영화는 정말 재미있었다.", "이 영화는 아주 재미있었어요.")).isTrue();
    }

    @Test
    void whatSaysNothingNewOrSomethingElseIsRefused() {
        String text = "이 영화는 정말 재미있었다.";
        assertThat(back.accepts(text, text)).isFalse();
        assertThat(back.accepts(text, "이 영화는, 정말 재미있었다!"))
                .as("only marks differ")
                .isFalse();
        assertThat(back.accepts(text, "날씨가 몹시 춥구나 오늘도")).as("of another matter").isFalse();
        assertThat(back.accepts(text, "이 영화는")).as("too short").isFalse();
        assertThat(back.accepts(text, text.repeat(3))).as("a stutter").isFalse();
        assertThat(back.accepts(text, " ")).isFalse();
    }

    @Test
    void tableOfPairsKnowsItsPairsAlone() {
        Direction there = new Direction("ko", "en");
        PairTable table = new PairTable(Map.of(there, Map.of("물", "water"), there.reversed(), Map.of("water", "물을")));
        assertThat(table.translate(there, List.of("물", "불", "물")))
                .containsExactly(Optional.of("water"), Optional.empty(), Optional.of("water"));
        assertThat(table.translate(there.reversed(), List.of("water"))).containsExactly(Optional.of("물을"));
        assertThat(table.translate(new Direction("ko", "ja"), List.of("물"))).containsExactly(Optional.empty());
    }

    @Test
    void answerIsFoundWhereItStands() {
        assertThat(AnswerSpan.recover("한글은 세종대왕이 만들었다.", List.of("세종대왕"), 0)).contains(new AnswerSpan("세종대왕", 4));
        assertThat(AnswerSpan.recover("😀 In 1446 and 1446.", List.of("1446"), 0.9))
                .as("nearest to where it was, counted in code points")
                .contains(new AnswerSpan("1446", 14));
        assertThat(AnswerSpan.recover("😀 In 1446 and 1446.", List.of("1446"), 0.1))
                .contains(new AnswerSpan("1446", 5));
    }

    @Test
    void answerIsNotFoundWithinANumberOrALatinWord() {
        assertThat(AnswerSpan.recover("15명이 왔고 5명이 갔다.", List.of("5"), 0)).contains(new AnswerSpan("5", 8));
        assertThat(AnswerSpan.recover("15명이 왔다.", List.of("5"), 0)).isEmpty();
        assertThat(AnswerSpan.recover("It grew by 1.5 and 5,000 of 51, or 5.", List.of("5"), 0))
                .contains(new AnswerSpan("5", 35));
        assertThat(AnswerSpan.recover("It grew by 1.5.", List.of("1"), 0)).isEmpty();
        assertThat(AnswerSpan.recover("A party of Martha's art.", List.of("art"), 0))
                .contains(new AnswerSpan("art", 20));
        assertThat(AnswerSpan.recover("B5의 제품", List.of("5"), 0)).isEmpty();
        assertThat(AnswerSpan.recover("e\u0301 e", List.of("e"), 0))
                .as("a letter whose accent follows it is another")
                .contains(new AnswerSpan("e", 3));
    }

    @Test
    void koreanAnswerMayBeFollowedByAParticleAndIsARatherWholeWord() {
        assertThat(AnswerSpan.recover("이순신이 있고 이순은 없다.", List.of("이순"), 0))
                .as("before a particle sooner than within a name")
                .contains(new AnswerSpan("이순", 8));
        assertThat(AnswerSpan.recover("대조선과 조선의 왕", List.of("조선"), 0))
                .as("at the beginning of a word sooner than within one")
                .contains(new AnswerSpan("조선", 5));
        assertThat(AnswerSpan.recover("KBS에서 방송했다.", List.of("KBS"), 0)).contains(new AnswerSpan("KBS", 0));
        assertThat(AnswerSpan.recover("세종대왕릉에 갔다.", List.of("대왕"), 0))
                .as("within a word where it stands nowhere else")
                .contains(new AnswerSpan("대왕", 2));
    }

    @Test
    void rewordedAnswerIsFoundByItsLikeness() {
        String paragraph = "The alphabet, which king Sejong the Great made in 1446, is called Hangul.";
        assertThat(AnswerSpan.recover(paragraph, List.of("King Sejong, the Great"), 0.4))
                .contains(new AnswerSpan("king Sejong the Great", 20));
        assertThat(AnswerSpan.recover(paragraph, List.of("lost", "Hangul"), 0)).contains(new AnswerSpan("Hangul", 66));
        assertThat(AnswerSpan.recover(paragraph, List.of("Admiral Yi", "", " "), 0.4))
                .isEmpty();
    }

    @Test
    void crossedQuestionHasNoAnswerInItsNewParagraph() {
        NoAnswer crossing = new NoAnswer(8);
        String own = "한글은 세종대왕이 만들었다.";
        List<String> others = List.of(own, "「세종 대왕」은 조선의 왕이다.", "거북선은 이순신이 만들었다.", "물은 끓는다.");
        for (long seed = 0; seed < 200; seed++) {
            Optional<String> crossed = crossing.cross("한글은 누가 만들었나?", List.of("세종대왕"), own, others, seed);
            assertThat(crossed).isEqualTo(crossing.cross("한글은 누가 만들었나?", List.of("세종대왕"), own, others, seed));
            crossed.ifPresent(paragraph -> assertThat(paragraph).isIn("거북선은 이순신이 만들었다.", "물은 끓는다."));
        }
        assertThat(new NoAnswer(100).cross("한글은 누가 만들었나?", List.of("세종대왕"), own, others, 1))
                .as("the one that is most like the question")
                .contains("거북선은 이순신이 만들었다.");
        assertThat(crossing.cross("왜?", List.of(), own, others, 1)).isEmpty();
        assertThat(crossing.cross("왜?", List.of("?!"), own, others, 1)).isEmpty();
        assertThat(crossing.cross("왜?", List.of("물"), own, List.of(), 1)).isEmpty();
    }
}
