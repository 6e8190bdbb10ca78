package io.joyul.mask;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Tokens, and which of them belong together.
 *
 * @param groups as long as {@code ids}; see {@link Groups}
 */
public record Grouped(int[] ids, int[] groups) implements Serializable {
    /** The number of tokens. */
    public int length() {
        return ids.length;
    }

    /** The first tokens; all where there are no more than {@code most}. */
    public Grouped first(int most) {
        return length() <= most ? this : new Grouped(Arrays.copyOf(ids, most), Arrays.copyOf(groups, most));
    }

    /** The tokens of all, in their order. No group goes on from one part into the next. */
    public static Grouped join(List<Grouped> parts) {
        int length = parts.stream().mapToInt(Grouped::length).sum();
        Grouped joined = new Grouped(new int[length], new int[length]);
        int place = 0;
        int used = 0;
        for (Grouped part : parts) {
            int before = used;
            for (int i = 0; i < part.length(); i++) {
                int group = part.groups[i];
                joined.ids[place] = part.ids[i];
                joined.groups[place++] = group == Groups.NONE ? Groups.NONE : before + group;
                used = Math.max(used, before + group + 1);
            }
        }
        return joined;
    }
}
