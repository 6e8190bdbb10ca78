package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;
import java.util.Arrays;
import java.util.SplittableRandom;

/** One example in the making: its groups as ranges of places, and the targets so far. */
final class Masking {
    private final int[] inputIds;
    private final int[] masked;
    private final int[] labels;
    private final SpecialTokens special;
    private final int vocabularySize;
    private final SplittableRandom random;
    /** Where each group begins; a group ends at {@code ends}. */
    private final int[] starts;

    private final int[] ends;
    private final int size;
    private int tokens;

    Masking(int[] inputIds, int[] groups, SpecialTokens special, int vocabularySize, long seed) {
        if (groups.length != inputIds.length) {
            throw new IllegalArgumentException(inputIds.length + " tokens with " + groups.length
                    + " groups; each token needs one, " + Groups.NONE + " where it stands for no text");
        }
        this.inputIds = inputIds;
        this.masked = inputIds.clone();
        this.labels = new int[inputIds.length];
        Arrays.fill(labels, Masked.IGNORED);
        this.special = special;
        this.vocabularySize = vocabularySize;
        this.random = new SplittableRandom(seed);
        this.starts = new int[inputIds.length];
        this.ends = new int[inputIds.length];
        this.size = split(groups);
    }

    /** Special tokens, an unknown one within a word included, are part of no group. */
    private int split(int[] groups) {
        int count = 0;
        boolean open = false;
        for (int i = 0; i < inputIds.length; i++) {
            boolean ordinary = groups[i] != Groups.NONE && !special.contains(inputIds[i]);
            if (ordinary) {
                open = open && groups[i] == groups[i - 1];
                if (!open) {
                    starts[count++] = i;
                }
                ends[count - 1] = i + 1;
                tokens++;
            }
            open = ordinary;
        }
        return count;
    }

    /** How many groups there are. */
    int size() {
        return size;
    }

    int start(int group) {
        return starts[group];
    }

    int end(int group) {
        return ends[group];
    }

    int length(int group) {
        return ends[group] - starts[group];
    }

    /** Whether one group begins where the one before ends. */
    boolean adjoins(int group) {
        return group > 0 && ends[group - 1] == starts[group];
    }

    /** Ordinary tokens in all groups. */
    int tokens() {
        return tokens;
    }

    void target(int place) {
        labels[place] = inputIds[place];
    }

    boolean isTarget(int place) {
        return labels[place] != Masked.IGNORED;
    }

    void put(int place, int id) {
        masked[place] = id;
    }

    SpecialTokens special() {
        return special;
    }

    int vocabularySize() {
        return vocabularySize;
    }

    SplittableRandom random() {
        return random;
    }

    Masked result() {
        return new Masked(masked, labels);
    }
}
