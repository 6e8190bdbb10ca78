package io.joyul.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Makes a text of sentences of two texts of the same class: of each, half of its sentences (rounded up) in their order,
 * one text's after the other's. A plain-text form of mix-up (Zhang et al. 2018, https://arxiv.org/abs/1710.09412) that
 * needs no soft labels, since both texts bear the same.
 */
public record SentenceMix() implements Augmentation {
    /**
     * The mixed text.
     *
     * @param partner another text of the same class
     * @param seed the same one gives the same text
     * @return nothing when that is one of the two texts
     */
    public Optional<String> apply(String text, String partner, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> own = half(Sentences.of(text), random);
        List<String> others = half(Sentences.of(partner), random);
        boolean ownFirst = random.nextBoolean();
        String mixed = String.join(
                " ",
                Stream.concat((ownFirst ? own : others).stream(), (ownFirst ? others : own).stream())
                        .toList());
        return Optional.of(mixed)
                .filter(result -> !own.isEmpty() && !others.isEmpty())
                .filter(result -> !result.equals(text) && !result.equals(partner) && !text.equals(partner));
    }

    private static List<String> half(List<String> sentences, SplittableRandom random) {
        List<String> kept = new ArrayList<>(sentences);
        while (kept.size() > (sentences.size() + 1) / 2) {
            kept.remove(random.nextInt(kept.size()));
        }
        return kept;
    }
}
