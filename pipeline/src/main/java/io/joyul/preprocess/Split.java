package io.joyul.preprocess;

import java.util.Locale;

/** Where a row comes from. */
public enum Split {
    TRAIN,
    DEV,
    TEST,
    /** Unlabelled lines to pretrain on in place of the training rows. */
    PRETRAIN_TEXT;

    /** The name in shards, reports and messages, such as {@code train}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The split of a {@link #label()}. */
    static Split of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether a text that stands here must not be trained on. */
    public boolean heldOut() {
        return switch (this) {
            case DEV, TEST -> true;
            case TRAIN, PRETRAIN_TEXT -> false;
        };
    }

    /** Whether rows without a class are as they should be. */
    boolean unlabelled() {
        return this == PRETRAIN_TEXT;
    }

    /** The key of the run file that says where the rows lie. */
    String key() {
        return this == PRETRAIN_TEXT ? "pretrain.text" : "input." + label();
    }

    /** The key of the run file that lists several sources of rows to train on. */
    String sourcesKey() {
        return this == PRETRAIN_TEXT ? "pretrain.sources" : "input.sources";
    }
}
