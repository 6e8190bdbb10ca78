package io.joyul.augment;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Swaps two words, several times (Wei and Zou 2019, EDA, https://arxiv.org/abs/1901.11196).
 *
 * @param share swaps as a share of the words, in (0, 1]; at least one is done
 */
public record RandomSwap(double share) implements TextAugmentation {
    public RandomSwap {
        Words.checkedShare(share);
    }

    @Override
    public Optional<String> apply(String text, long seed) {
        Words words = new Words(text);
        if (words.size() < 2) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int swaps = words.count(share); swaps > 0; swaps--) {
            int one = random.nextInt(words.size());
            int other = random.nextInt(words.size() - 1);
            words.swap(one, other < one ? other : other + 1);
        }
        return words.changed();
    }
}
