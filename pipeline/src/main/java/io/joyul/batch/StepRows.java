package io.joyul.batch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a lane gives to a step: items, each one row of a batch. An item is an example, or a pack of several.
 *
 * @param examples of all items, one item after the other
 * @param ends where each item ends in {@code examples}
 */
record StepRows(RowSelection examples, int[] ends) {
    /** Each example for itself. */
    static StepRows single(RowSelection examples) {
        return new StepRows(examples, IntStream.rangeClosed(1, examples.size()).toArray());
    }

    /** Examples of a selection, pack by pack. */
    static StepRows packed(RowSelection examples, List<int[]> packs) {
        int[] ends = new int[packs.size()];
        int end = 0;
        for (int pack = 0; pack < ends.length; pack++) {
            end += packs.get(pack).length;
            ends[pack] = end;
        }
        return new StepRows(
                examples.at(packs.stream().flatMapToInt(Arrays::stream).toArray()), ends);
    }

    /** Several lanes' items one after the other. */
    static StepRows join(List<StepRows> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int[] ends = new int[parts.stream().mapToInt(StepRows::items).sum()];
        int before = 0;
        int item = 0;
        for (StepRows part : parts) {
            for (int end : part.ends) {
                ends[item++] = before + end;
            }
            before += part.examples.size();
        }
        return new StepRows(
                RowSelection.join(parts.stream().map(StepRows::examples).toList()), ends);
    }

    int items() {
        return ends.length;
    }

    /** Where an item begins in {@code examples}. */
    int start(int item) {
        return item == 0 ? 0 : ends[item - 1];
    }

    StepRows range(int from, int to) {
        int first = start(from);
        int[] cut = Arrays.copyOfRange(ends, from, to);
        for (int item = 0; item < cut.length; item++) {
            cut[item] -= first;
        }
        return new StepRows(examples.range(first, start(to)), cut);
    }

    /** The same items, of other examples one for one. */
    StepRows with(RowSelection others) {
        return new StepRows(others, ends);
    }
}
