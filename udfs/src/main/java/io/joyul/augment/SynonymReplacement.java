package io.joyul.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Replaces words by synonyms (Wei and Zou 2019, EDA, https://arxiv.org/abs/1901.11196).
 *
 * @param share replacements as a share of the words, in (0, 1]; at least one, at most as many as have synonyms
 */
public record SynonymReplacement(double share, SynonymTable synonyms) implements TextAugmentation {
    public SynonymReplacement {
        Words.checkedShare(share);
    }

    @Override
    public Optional<String> apply(String text, long seed) {
        Words words = new Words(text);
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < words.size(); place++) {
            if (!synonyms.of(words.word(place)).isEmpty()) {
                places.add(place);
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int left = words.count(share); left > 0 && !places.isEmpty(); left--) {
            int place = places.remove(random.nextInt(places.size()));
            List<String> choices = synonyms.of(words.word(place));
            words.replace(place, choices.get(random.nextInt(choices.size())));
        }
        return words.changed();
    }
}
