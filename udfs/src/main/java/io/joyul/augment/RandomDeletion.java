package io.joyul.augment;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Leaves words out, each with the same chance (Wei and Zou 2019, EDA, https://arxiv.org/abs/1901.11196). At least one
 * goes and at least one stays.
 *
 * @param share chance of a word to go, in (0, 1]
 */
public record RandomDeletion(double share) implements TextAugmentation {
    public RandomDeletion {
        Words.checkedShare(share);
    }

    @Override
    public Optional<String> apply(String text, long seed) {
        Words words = new Words(text);
        int size = words.size();
        if (size < 2) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        int stays = random.nextInt(size);
        // Backwards, so that a removal moves no place that is still to come.
        for (int place = size - 1; place >= 0; place--) {
            if (place != stays && random.nextDouble() < share) {
                words.remove(place);
            }
        }
        if (words.size() == size) {
            words.remove(random.nextInt(size));
        }
        return words.changed();
    }
}
