package io.joyul.udf;

import io.joyul.text.KoreanMorphemes;

/** A morpheme analyser for each thread, apart from the rest, so that Lucene is only looked for when a query needs it. */
final class Morphemes {
    private static final ThreadLocal<KoreanMorphemes> OF_THREAD = ThreadLocal.withInitial(KoreanMorphemes::new);

    private Morphemes() {}

    static KoreanMorphemes ofThread() {
        return OF_THREAD.get();
    }

    /**
     * Looks for Lucene now instead of in a task.
     *
     * @throws IllegalArgumentException when it is not there
     */
    static void require() {
        try {
            ofThread();
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "there is no Lucene on the class path; add lucene-core, lucene-analysis-common and"
                            + " lucene-analysis-nori to spark.jars",
                    e);
        }
    }
}
