package io.joyul.preprocess;

import static io.joyul.preprocess.ColumnType.LIST;
import static io.joyul.preprocess.ColumnType.LIST_OR_VALUE;
import static io.joyul.preprocess.ColumnType.NESTED;
import static io.joyul.preprocess.ColumnType.TEXT;
import static io.joyul.preprocess.ColumnType.UNUSED;
import static io.joyul.preprocess.ColumnType.VALUE;

import io.joyul.config.InputConfig.Task;
import io.joyul.preprocess.ColumnType.Form;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a task can use in each of its columns. A number that is trained on as if it were a text is a mistake somewhere. */
record ColumnTypes(ColumnType text, ColumnType pair, ColumnType rejected, ColumnType label) implements Serializable {
    static ColumnTypes of(Task task) {
        return switch (task) {
            case CLASSIFICATION, DOCUMENTS -> new ColumnTypes(TEXT, UNUSED, UNUSED, VALUE);
            case PAIRS -> new ColumnTypes(TEXT, TEXT, UNUSED, VALUE);
            case TAGS -> new ColumnTypes(LIST, UNUSED, UNUSED, LIST);
            case SPANS -> new ColumnTypes(TEXT, TEXT, UNUSED, NESTED);
            case CAUSAL, DENOISING, REPLACED_TOKENS, NEXT_SENTENCE, SENTENCE_ORDER ->
                new ColumnTypes(TEXT, UNUSED, UNUSED, UNUSED);
            case DIALOGUE -> new ColumnTypes(LIST, UNUSED, UNUSED, UNUSED);
            case PREFERENCE -> new ColumnTypes(TEXT, TEXT, TEXT, UNUSED);
            case RANKING -> new ColumnTypes(TEXT, LIST, UNUSED, LIST_OR_VALUE);
        };
    }

    /** Why values of these forms are no row of the task; null when they may be one. */
    @Nullable
    Reason fault(
            @Nullable Form textForm, @Nullable Form pairForm, @Nullable Form rejectedForm, @Nullable Form labelForm) {
        if (!text.takes(textForm)) {
            return Reason.TEXT_TYPE;
        }
        if (!pair.takes(pairForm)) {
            return Reason.PAIR_TYPE;
        }
        if (!rejected.takes(rejectedForm)) {
            return Reason.REJECTED_TYPE;
        }
        return label.takes(labelForm) ? null : Reason.LABEL_TYPE;
    }
}
