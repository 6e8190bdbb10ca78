package io.joyul.sql;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;

/** The rows of a partition with what a classifier makes of them, a pool of rows at a time. */
final class PredictedRows implements Iterator<InternalRow> {
    /** Pools grow, so that a query for a few rows computes few, and one for many finds enough of like length. */
    private static final int FIRST_POOL = 64;

    private static final int LARGEST_POOL = 2048;

    private final Iterator<InternalRow> input;
    private final Predict.Rows rows;
    private final int place;
    private final UnsafeProjection projection;
    private final JoinedRow joined = new JoinedRow();
    private final List<InternalRow> pool = new ArrayList<>();
    private final List<InternalRow> results = new ArrayList<>();
    private int poolSize = FIRST_POOL;
    private int next;

    /**
     * What makes them of a partition, on its executor.
     *
     * @param place of the text in a row
     * @param types of the columns, the result last
     */
    record Source(Predict.Rows rows, int place, DataType[] types) implements Serializable {
        Iterator<InternalRow> of(Iterator<InternalRow> input) {
            return new PredictedRows(input, this);
        }
    }

    private PredictedRows(Iterator<InternalRow> input, Source source) {
        this.input = input;
        rows = source.rows();
        place = source.place();
        projection = UnsafeProjection.create(source.types());
    }

    @Override
    public boolean hasNext() {
        return next < pool.size() || input.hasNext();
    }

    @Override
    public InternalRow next() {
        if (next == pool.size()) {
            fill();
        }
        InternalRow row = projection.apply(joined.apply(pool.get(next), results.get(next)));
        next++;
        return row;
    }

    private void fill() {
        pool.clear();
        results.clear();
        next = 0;
        List<String> texts = new ArrayList<>();
        while (pool.size() < poolSize && input.hasNext()) {
            // A copy, since Spark uses one row for all.
            InternalRow row = input.next().copy();
            pool.add(row);
            if (!row.isNullAt(place)) {
                texts.add(row.getUTF8String(place).toString());
            }
        }
        Iterator<InternalRow> found = rows.call(texts).iterator();
        for (InternalRow row : pool) {
            results.add(new GenericInternalRow(new Object[] {row.isNullAt(place) ? null : found.next()}));
        }
        poolSize = Math.min(2 * poolSize, LARGEST_POOL);
    }
}
