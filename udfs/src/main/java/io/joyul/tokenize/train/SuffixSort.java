package io.joyul.tokenize.train;

import java.util.stream.IntStream;

/**
 * Sorts the suffixes of words by their first symbols (Bentley and Sedgewick 1997, "Fast Algorithms for Sorting and
 * Searching Strings"). Words lie one after the other, each ended by a 0; a suffix ends with its word.
 */
final class SuffixSort {
    private final int[] text;
    private final int depth;
    private final int[] suffixes;

    private SuffixSort(int[] text, int depth, int[] suffixes) {
        this.text = text;
        this.depth = depth;
        this.suffixes = suffixes;
    }

    /** Where the suffixes begin, in their order; suffixes alike in {@code depth} symbols in a fixed one. */
    static int[] sorted(int[] text, int length, int symbols, int depth) {
        int[] ends = new int[symbols + 1];
        for (int i = 0; i < length; i++) {
            ends[text[i]]++;
        }
        ends[0] = 0;
        for (int symbol = 1; symbol <= symbols; symbol++) {
            ends[symbol] += ends[symbol - 1];
        }
        int[] starts = new int[symbols + 1];
        System.arraycopy(ends, 0, starts, 1, symbols);
        int[] next = starts.clone();
        int[] suffixes = new int[ends[symbols]];
        for (int i = 0; i < length; i++) {
            if (text[i] != 0) {
                suffixes[next[text[i]]++] = i;
            }
        }
        SuffixSort sort = new SuffixSort(text, depth, suffixes);
        // Each first symbol has a range of its own, so the order does not depend on who sorts it when.
        IntStream.rangeClosed(1, symbols).parallel().forEach(symbol -> sort.sort(starts[symbol], ends[symbol], 1));
        return suffixes;
    }

    /** Sorts a range whose suffixes agree in the first {@code at} symbols. */
    private void sort(int from, int to, int at) {
        int low = from;
        int high = to;
        int equal = at;
        while (high - low > 1 && equal < depth) {
            int pivot = median(
                    text[suffixes[low] + equal],
                    text[suffixes[low + (high - low) / 2] + equal],
                    text[suffixes[high - 1] + equal]);
            int less = low;
            int more = high;
            for (int i = low; i < more; ) {
                int symbol = text[suffixes[i] + equal];
                if (symbol < pivot) {
                    swap(i++, less++);
                } else if (symbol > pivot) {
                    swap(i, --more);
                } else {
                    i++;
                }
            }
            sort(low, less, equal);
            sort(more, high, equal);
            if (pivot == 0) {
                return;
            }
            low = less;
            high = more;
            equal++;
        }
    }

    private static int median(int one, int two, int three) {
        return Math.max(Math.min(one, two), Math.min(Math.max(one, two), three));
    }

    private void swap(int one, int two) {
        int kept = suffixes[one];
        suffixes[one] = suffixes[two];
        suffixes[two] = kept;
    }
}
