package io.joyul.augment;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Puts a question to a paragraph that does not answer it, so that a model learns to say so (Rajpurkar, Jia and Liang 2018,
 * SQuAD 2.0, https://arxiv.org/abs/1806.03822). Of a few paragraphs that are drawn the one most like the question is
 * taken, since one on another matter altogether teaches little.
 *
 * @param drawn paragraphs to choose from, at least 1
 */
public record NoAnswer(int drawn) implements Augmentation {
    public NoAnswer {
        if (drawn < 1) {
            throw new IllegalArgumentException("at least 1 paragraph is drawn, but " + drawn + " were asked for");
        }
    }

    /**
     * A paragraph in which no answer stands, whatever its case, spaces and punctuation.
     *
     * @param answers all accepted answers to the question; none makes nothing, for then nothing can be checked
     * @param paragraph of the question, which is never taken
     * @param others paragraphs to draw from
     * @param seed the same one gives the same paragraph
     */
    public Optional<String> cross(
            String question, List<String> answers, String paragraph, List<String> others, long seed) {
        List<String> bare = answers.stream().map(NoAnswer::bare).toList();
        if (bare.isEmpty() || bare.contains("") || others.isEmpty()) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> others.get(random.nextInt(others.size())))
                .limit(drawn)
                .distinct()
                .filter(other -> !other.equals(paragraph))
                .filter(other -> bare.stream().noneMatch(bare(other)::contains))
                .max(Comparator.comparingDouble((String other) -> BackTranslation.similarity(question, other))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Only what sounds: 「세종 대왕」 and 세종대왕 are one. */
    private static String bare(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
