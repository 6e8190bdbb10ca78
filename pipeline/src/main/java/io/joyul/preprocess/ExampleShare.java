package io.joyul.preprocess;

/**
 * A class or a source of the training rows, or a source of the text to pretrain on, and what it contributes.
 *
 * @param kind {@code class}, {@code training source} or {@code source}
 * @param name of the class, or path of the source
 * @param rows that are left of it
 * @param examples made of them: more where they are repeated, fewer where they are thinned
 * @param share of the examples of all classes or sources, in [0, 1]
 */
public record ExampleShare(String kind, String name, long rows, long examples, double share) {
    /** A class of the training rows. */
    public static final String CLASS = "class";

    /** A source of the training rows, where there are several. */
    public static final String TRAINING_SOURCE = "training source";

    /** A source of the text to pretrain on. */
    public static final String SOURCE = "source";
}
