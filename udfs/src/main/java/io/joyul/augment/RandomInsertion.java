package io.joyul.augment;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Puts a synonym of some word of the text at some other place of it, several times (Wei and Zou 2019, EDA,
 * https://arxiv.org/abs/1901.11196).
 *
 * @param share insertions as a share of the words, in (0, 1]; at least one is done
 */
public record RandomInsertion(double share, SynonymTable synonyms) implements TextAugmentation {
    public RandomInsertion {
        Words.checkedShare(share);
    }

    @Override
    public Optional<String> apply(String text, long seed) {
        Words words = new Words(text);
        List<List<String>> known = IntStream.range(0, words.size())
                .mapToObj(place -> synonyms.of(words.word(place)))
                .filter(found -> !found.isEmpty())
                .toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int insertions = words.count(share); insertions > 0; insertions--) {
            List<String> choices = known.get(random.nextInt(known.size()));
            words.insert(random.nextInt(words.size() + 1), choices.get(random.nextInt(choices.size())));
        }
        return words.changed();
    }
}
