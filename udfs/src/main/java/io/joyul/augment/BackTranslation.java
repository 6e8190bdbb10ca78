package io.joyul.augment;

import io.joyul.text.Shingling;

/**
 * Into another language and back (Sennrich, Haddow and Birch 2016, https://arxiv.org/abs/1511.06709; for classification
 * Xie et al. 2020, UDA, https://arxiv.org/abs/1904.12848). What comes back is taken when it is like enough to the text to
 * mean the same, unlike enough to be worth having, and about as long: translators stutter and fall silent.
 *
 * @param there into the other language
 * @param minSimilarity Jaccard's, of the character bigrams of both texts, in [0, 1]
 * @param maxSimilarity likewise; texts that differ in case and punctuation alone have 1
 * @param minLength characters for each character of the text
 * @param maxLength likewise
 */
public record BackTranslation(
        Direction there, double minSimilarity, double maxSimilarity, double minLength, double maxLength)
        implements Augmentation {
    private static final Shingling BIGRAMS = new Shingling(Shingling.Unit.CHARACTERS, 2);

    /** Whether what came back may stand for a text. */
    public boolean accepts(String text, String roundTrip) {
        if (roundTrip.isBlank() || roundTrip.equals(text)) {
            return false;
        }
        double length =
                (double) roundTrip.codePointCount(0, roundTrip.length()) / text.codePointCount(0, text.length());
        double similarity = similarity(text, roundTrip);
        return length >= minLength && length <= maxLength && similarity >= minSimilarity && similarity <= maxSimilarity;
    }

    static double similarity(String one, String other) {
        return Shingling.similarity(BIGRAMS.distinctHashes(one), BIGRAMS.distinctHashes(other));
    }
}
