package io.joyul.augment;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Puts punctuation marks between words, which moves every word and loses none (Karimi, Rossi and Prati 2021, AEDA,
 * https://arxiv.org/abs/2108.13230).
 *
 * @param share the most marks as a share of the words, in (0, 1]; how many it becomes is drawn, and one is the least
 */
public record PunctuationInsertion(double share) implements TextAugmentation {
    private static final String MARKS = ".;?:!,";

    public PunctuationInsertion {
        Words.checkedShare(share);
    }

    @Override
    public Optional<String> apply(String text, long seed) {
        Words words = new Words(text);
        if (words.size() == 0) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int marks = 1 + random.nextInt(words.count(share)); marks > 0; marks--) {
            char mark = MARKS.charAt(random.nextInt(MARKS.length()));
            words.insert(random.nextInt(words.size() + 1), String.valueOf(mark));
        }
        return words.changed();
    }
}
