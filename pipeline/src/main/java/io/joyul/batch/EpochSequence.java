package io.joyul.batch;

import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Walks the rows of an epoch in the plan's sequence, with one pool of shards in memory at a time. */
final class EpochSequence {
    private final EpochPlan plan;
    private final ShardReader reader;
    private final List<ShardManifest.ShardFile> files;
    private final Iterator<EpochPlan.Pool> pools;

    private List<ShardRows> shards = List.of();
    private int[] order = new int[0];
    private int position;

    /** A row of a shard that is in memory. */
    record Row(ShardRows shard, int index) {
        int length() {
            return shard.length(index);
        }

        Example example() {
            return shard.row(index);
        }
    }

    /**
     * @param first position in the sequence to start at; pools before it are not read
     */
    EpochSequence(EpochPlan plan, ShardReader reader, List<ShardManifest.ShardFile> files, long first) {
        this.plan = plan;
        this.reader = reader;
        this.files = files;
        List<EpochPlan.Pool> left = plan.pools().stream()
                .filter(pool -> pool.first() + pool.rows() > first)
                .toList();
        this.pools = left.iterator();
        if (!left.isEmpty()) {
            load(pools.next());
            position = Math.toIntExact(first - left.get(0).first());
        }
    }

    /** The next rows of the sequence. */
    List<Row> take(int count) {
        List<Row> rows = new ArrayList<>(count);
        while (rows.size() < count) {
            if (position == order.length) {
                load(pools.next());
            }
            rows.add(row(order[position++]));
        }
        return rows;
    }

    private void load(EpochPlan.Pool pool) {
        // The last pool's rows must be free before the next are read, or two would be in memory.
        shards = List.of();
        shards = pool.shards().stream()
                .map(shard -> reader.read(files.get(shard)))
                .toList();
        order = plan.rowOrder(pool);
        position = 0;
    }

    private Row row(int indexInPool) {
        int index = indexInPool;
        for (ShardRows shard : shards) {
            if (index < shard.size()) {
                return new Row(shard, index);
            }
            index -= shard.size();
        }
        throw new IllegalStateException("row " + indexInPool + " lies behind the pool's " + order.length);
    }
}
