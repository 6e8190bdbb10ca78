package io.joyul.preprocess;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads entries sorted by band, and pairs each with earlier ones of its band. A band that very many rows share, such as
 * that of a notice which stands under every page, would make pairs by the square of its size; so an entry meets the first
 * of its split and a window of the last ones only, and memory is bounded by the window. Rows that are near one another
 * are found all the same: each needs but one earlier row that is near it. Rows that share one long text, such as a
 * paragraph with many questions, crowd some bands; those that are near each other meet in the bands of the other text.
 *
 * @param ownSplits splits whose rows are compared among themselves
 */
record BandPairs(List<Split> ownSplits) implements Serializable {
    /** The columns of an entry: where it stands, with held-out splits first, and which row it is. */
    static final StructType ENTRY = new StructType()
            .add("band", DataTypes.LongType, false)
            .add("place", DataTypes.IntegerType, false)
            .add("id", DataTypes.LongType, false)
            .add("key", DataTypes.LongType, false);

    /** The columns of a pair, of which the first row is the one that stays. */
    static final StructType PAIR = new StructType()
            .add("likePlace", DataTypes.IntegerType, false)
            .add("likeKey", DataTypes.LongType, false)
            .add("place", DataTypes.IntegerType, false)
            .add("key", DataTypes.LongType, false);

    private static final int HELD_OUT_WINDOW = 128;
    private static final int OWN_WINDOW = 16;

    /** Held-out splits first, so that a row to train on has met all of them when it comes. */
    static int place(Split split) {
        return switch (split) {
            case DEV -> 0;
            case TEST -> 1;
            case TRAIN -> 2;
            case PRETRAIN_TEXT -> 3;
        };
    }

    static Split split(int place) {
        for (Split split : Split.values()) {
            if (place(split) == place) {
                return split;
            }
        }
        throw new IllegalArgumentException("no split has the place " + place);
    }

    /** Pairs of {@link #PAIR} from sorted entries of {@link #ENTRY}; the same pair may come more than once. */
    Iterator<Row> of(Iterator<Row> entries) {
        Band band = new Band();
        return new FlatIterator<>(entries, entry -> band.meet(entry).iterator());
    }

    private record Member(int place, long key) {}

    /** What has been seen of the current band. */
    private final class Band {
        private final Map<Split, Member> firsts = new EnumMap<>(Split.class);
        private final Map<Split, Deque<Member>> windows = new EnumMap<>(Split.class);
        private long current;

        List<Row> meet(Row entry) {
            if (entry.getLong(0) != current) {
                firsts.clear();
                windows.clear();
                current = entry.getLong(0);
            }
            Member member = new Member(entry.getInt(1), entry.getLong(3));
            Split split = split(member.place());
            List<Row> pairs = new ArrayList<>();
            if (!split.heldOut()) {
                pair(Split.DEV, member, pairs);
                pair(Split.TEST, member, pairs);
            }
            if (ownSplits.contains(split)) {
                pair(split, member, pairs);
            }
            if (split.heldOut() || ownSplits.contains(split)) {
                remember(split, member);
            }
            return pairs;
        }

        private void pair(Split with, Member member, List<Row> pairs) {
            Deque<Member> window = windows.get(with);
            if (window == null) {
                return;
            }
            for (Member earlier : window) {
                add(earlier, member, pairs);
            }
            Member first = firsts.get(with);
            if (first != null && !first.equals(window.peekFirst())) {
                add(first, member, pairs);
            }
        }

        private void add(Member earlier, Member member, List<Row> pairs) {
            // Equal texts in two splits are an exact leak, which is known by now.
            if (earlier.key() != member.key()) {
                pairs.add(RowFactory.create(earlier.place(), earlier.key(), member.place(), member.key()));
            }
        }

        private void remember(Split split, Member member) {
            firsts.putIfAbsent(split, member);
            Deque<Member> window = windows.computeIfAbsent(split, unseen -> new ArrayDeque<>());
            window.addLast(member);
            if (window.size() > (split.heldOut() ? HELD_OUT_WINDOW : OWN_WINDOW)) {
                window.removeFirst();
            }
        }
    }
}
