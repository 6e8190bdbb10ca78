package io.joyul.preprocess;

import io.joyul.config.InputConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The classes that the clean rows of each split bear, and whether all are known. */
final class LabelCounts {
    private final Map<Split, SortedMap<String, Long>> bySplit = new EnumMap<>(Split.class);

    void add(Split split, String label, long rows) {
        bySplit.computeIfAbsent(split, unseen -> new TreeMap<>()).merge(label, rows, Long::sum);
    }

    /**
     * The classes in the order of their indices.
     *
     * @throws JoyulException {@code LABEL_UNKNOWN}
     */
    List<String> known(InputConfig input) {
        SortedMap<String, Long> inTrain = bySplit.getOrDefault(Split.TRAIN, new TreeMap<>());
        List<String> known = input.labels().isEmpty() ? List.copyOf(inTrain.keySet()) : input.labels();
        bySplit.forEach((split, counts) -> counts.forEach((label, rows) -> {
            if (!known.contains(label)) {
                String source = input.labels().isEmpty() ? "the labels of the training rows" : "input.labels";
                throw unknown(split.label() + ": " + rows + " rows bear the label '" + label + "', which is none of "
                        + source + " (" + String.join(", ", known) + ")");
            }
            if (split.heldOut() && !inTrain.containsKey(label)) {
                throw unknown(split.label() + ": " + rows + " rows bear the label '" + label
                        + "', which no training row bears (known: " + String.join(", ", inTrain.keySet()) + ")");
            }
        }));
        if (known.size() < 2) {
            throw unknown("train: all rows bear the one label '" + String.join(", ", known)
                    + "', but a classifier needs at least 2");
        }
        return known;
    }

    private static JoyulException unknown(String what) {
        return new JoyulException(
                ErrorCode.LABEL_UNKNOWN, what + "; mend the rows, input.label-column or input.labels");
    }
}
