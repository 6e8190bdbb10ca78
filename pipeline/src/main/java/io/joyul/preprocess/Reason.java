package io.joyul.preprocess;

import java.util.Locale;

/** Why a row was set aside: it cannot be read as what the run file says it is. */
public enum Reason {
    /** More or fewer columns than the header. */
    COLUMN_COUNT,
    /** A line that is not one JSON object, or one in which a key stands twice. */
    BROKEN_JSON,
    /** A quote that is never closed, or text after a closing one. */
    BROKEN_QUOTES,
    NOT_UTF8,
    /** More bytes than {@code preprocess.max-line-bytes}. */
    LINE_TOO_LONG,
    TEXT_MISSING,
    /** The text column holds what its task cannot use, such as a number or an object. */
    TEXT_TYPE,
    LABEL_MISSING,
    /** The label column holds what its task cannot use, such as a list for a class. */
    LABEL_TYPE,
    /** No second text, question or candidate. */
    PAIR_MISSING,
    /** The second text is none, but a number or a list, say. */
    PAIR_TYPE,
    /** The worse answer is no text. */
    REJECTED_TYPE,
    /** A list or an object that does not hold what its task needs. */
    WRONG_SHAPE,
    /** Not one tag for each word. */
    TAG_COUNT,
    /** An answer that does not stand where it is said to. */
    ANSWER_MISPLACED,
    /** A conversation in which nobody answers, or a preference without two answers. */
    ANSWER_MISSING,
    /** Answers of which none is better than another. */
    SAME_ANSWER,
    /** A turn of neither a model nor anybody that it listens to. */
    SPEAKER_UNKNOWN;

    /** The name in the quarantine and in figures, such as {@code column-count}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
