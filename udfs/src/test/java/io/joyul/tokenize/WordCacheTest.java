package io.joyul.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.tokenize.train.BytePairTrainer;
import io.joyul.tokenize.train.TokenizerJson.Case;
import io.joyul.tokenize.train.WordCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is remembered of a word is what the model makes of it, while tables grow and words drive out one another. */
class WordCacheTest {
    private static final int WORDS = 200_000;
    private static final int WORDS_PER_TEXT = 10;
    private static final int TEXTS_PER_FRESH = 500;
    /** Syllables that the vocabulary knows, one that it spells in bytes, and a character of two units. */
    private static final String[] LETTERS = {"a", "e", "n", "s", "t", "가", "나", "다", "쀍", "😀"};

    @Test
    void textsSeenAgainGiveTheIdsAndPlacesOfThoseNeverSeen() {
        List<String> texts = texts();
        String json = trained(texts);
        Tokenizer seasoned = Tokenizer.fromJson(json);
        for (int round = 0; round < 2; round++) {
            for (String text : texts) {
                seasoned.encode(text, Integer.MAX_VALUE);
                seasoned.encode(text);
            }
        }
        Tokenizer fresh = Tokenizer.fromJson(json);
        for (int i = 0; i < texts.size(); i++) {
            if (i % TEXTS_PER_FRESH == 0) {
                fresh = Tokenizer.fromJson(json);
            }
            String text = texts.get(i);
            assertThat(seasoned.encode(text, Integer.MAX_VALUE)).isEqualTo(fresh.encode(text, Integer.MAX_VALUE));
            Encoding known = seasoned.encode(text);
            Encoding made = fresh.encode(text);
            assertThat(known.ids()).isEqualTo(made.ids());
            assertThat(known.starts()).isEqualTo(made.starts());
            assertThat(known.ends()).isEqualTo(made.ends());
        }
    }

    /** All words differ, so a tokenizer that reads a text for the first time has none of them from its cache. */
    private static List<String> texts() {
        Random random = new Random(7);
        Set<String> seen = new HashSet<>();
        List<String> texts = new ArrayList<>();
        List<String> text = new ArrayList<>();
        while (seen.size() < WORDS) {
            StringBuilder word = new StringBuilder();
            int length = 4 + random.nextInt(13);
            for (int i = 0; i < length; i++) {
                // Not all letters in each word, so that some of eight units have twenty tokens and others two.
                word.append(LETTERS[random.nextInt(random.nextInt(LETTERS.length) + 1)]);
            }
            if (seen.add(word.toString())) {
                text.add(word.toString());
            }
            if (text.size() == WORDS_PER_TEXT) {
                texts.add(String.join(" ", text));
                text.clear();
            }
        }
        return texts;
    }

    private static String trained(List<String> texts) {
        BytePairTrainer trainer = new BytePairTrainer(400, 2, Integer.MAX_VALUE, Case.KEPT);
        WordSplitter splitter = new WordSplitter(trainer.untrained());
        Map<String, Long> counts = new HashMap<>();
        texts.subList(0, 200).forEach(text -> splitter.words(text, word -> counts.merge(word, 1L, Long::sum)));
        return trainer.train(WordCounts.of(counts));
    }
}
