package io.joyul.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Best-fit decreasing (Johnson 1974, https://doi.org/10.1137/0203025): examples in the order of their lengths, the longest
 * first, each into the pack that it leaves the least room in. At most 22 % more packs than the fewest possible, and
 * hardly any where short examples are there to fill the gaps.
 */
public final class Packing {
    private Packing() {}

    /**
     * Packs examples.
     *
     * @param lengths tokens of each
     * @param capacity tokens of a pack
     * @return the packs, each as places in {@code lengths}; every example is in one
     * @throws IllegalArgumentException when an example has no token, or more than fit
     */
    public static List<int[]> pack(int[] lengths, int capacity) {
        List<List<Integer>> packs = new ArrayList<>();
        // By the room that is left: the packs that have it, and which rooms there are.
        List<List<Integer>> withRoom = new ArrayList<>();
        IntStream.rangeClosed(0, capacity).forEach(room -> withRoom.add(new ArrayList<>()));
        BitSet rooms = new BitSet(capacity + 1);
        for (int place : longestFirst(lengths)) {
            int length = lengths[place];
            if (length < 1 || length > capacity) {
                throw new IllegalArgumentException(
                        "an example of " + length + " tokens does not go into a pack of " + capacity);
            }
            int room = rooms.nextSetBit(length);
            int pack;
            if (room < 0) {
                pack = packs.size();
                packs.add(new ArrayList<>());
                room = capacity;
            } else {
                List<Integer> candidates = withRoom.get(room);
                pack = candidates.remove(candidates.size() - 1);
                rooms.set(room, !candidates.isEmpty());
            }
            packs.get(pack).add(place);
            withRoom.get(room - length).add(pack);
            rooms.set(room - length);
        }
        return packs.stream()
                .map(pack -> pack.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /**
     * Packs examples into no fewer packs than asked for, by taking packs apart again where there are not as many.
     *
     * @param least packs; no more than there are examples
     */
    public static List<int[]> pack(int[] lengths, int capacity, int least) {
        List<int[]> packs = new ArrayList<>(pack(lengths, capacity));
        while (packs.size() < Math.min(least, lengths.length)) {
            int[] fullest = packs.stream()
                    .max(Comparator.comparingInt(pack -> pack.length))
                    .orElseThrow();
            packs.set(packs.indexOf(fullest), Arrays.copyOf(fullest, fullest.length / 2));
            packs.add(Arrays.copyOfRange(fullest, fullest.length / 2, fullest.length));
        }
        return packs;
    }

    private static int[] longestFirst(int[] lengths) {
        long[] keys = new long[lengths.length];
        for (int place = 0; place < keys.length; place++) {
            keys[place] = ((long) -lengths[place] << 32) + place;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }
}
