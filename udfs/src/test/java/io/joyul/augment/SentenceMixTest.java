package io.joyul.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SentenceMixTest {
    private final SentenceMix mix = new SentenceMix();

    @Test
    void halfOfEachTextMeetsInItsOrder() {
        Set<String> made = new HashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            String mixed = mix.apply("One. Two! Three?", "넷. 다섯.", seed).orElseThrow();
            assertThat(mixed)
                    .isEqualTo(mix.apply("One. Two! Three?", "넷. 다섯.", seed).orElseThrow());
            made.add(mixed);
        }
        // Three ways to keep two of three in order, two to keep one of two, two orders.
        assertThat(made).hasSize(12).contains("One. Three? 다섯.", "넷. Two! Three?");
    }

    @Test
    void singleSentencesAreJoined() {
        assertThat(Set.of("좋다 나쁘다", "나쁘다 좋다"))
                .contains(mix.apply("좋다", "나쁘다", 1).orElseThrow());
    }

    @Test
    void textsThatGiveNothingNewGiveNothing() {
        assertThat(mix.apply("Same.", "Same.", 1)).isEmpty();
        assertThat(mix.apply("", "Some.", 1)).isEmpty();
        for (long seed = 0; seed < 50; seed++) {
            assertThat(mix.apply("A. B.", "B.", seed)).isNotEqualTo(Optional.of("A. B."));
        }
    }

    @Test
    void sentencesEndAtMarksBeforeWhiteSpace() {
        assertThat(Sentences.of("He said \"No.\" Then 3.5 left… Really?! 네.\n아니요"))
                .isEqualTo(List.of("He said \"No.\"", "Then 3.5 left…", "Really?!", "네.", "아니요"));
        assertThat(Sentences.of("  ")).isEmpty();
    }
}
