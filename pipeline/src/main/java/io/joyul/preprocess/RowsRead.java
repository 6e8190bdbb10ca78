package io.joyul.preprocess;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;

/**
 * How many rows came in from each part of a table, counted before anything was made of them. A part tells when it is at its
 * end; one that was read again, since a task was repeated or what Spark had cached was lost, counts once.
 */
final class RowsRead extends AccumulatorV2<RowsRead.Part, Long> {
    private static final long serialVersionUID = 1L;

    /** Spark sends the counts of a task to the driver while the task goes on. */
    private final Map<String, Long> parts = new ConcurrentHashMap<>();

    /**
     * A part of a table that was read to its end.
     *
     * @param name the same whenever it is read
     */
    record Part(String name, long rows) implements Serializable {}

    /** Known to Spark, which adds up what its tasks count. */
    static RowsRead register(SparkSession spark, InputTable table) {
        RowsRead read = new RowsRead();
        spark.sparkContext().register(read, "rows read: " + table.split().label());
        return read;
    }

    @Override
    public boolean isZero() {
        return parts.isEmpty();
    }

    @Override
    public RowsRead copy() {
        RowsRead copy = new RowsRead();
        copy.parts.putAll(parts);
        return copy;
    }

    @Override
    public void reset() {
        parts.clear();
    }

    @Override
    public void add(Part part) {
        parts.put(part.name(), part.rows());
    }

    @Override
    public void merge(AccumulatorV2<Part, Long> other) {
        parts.putAll(((RowsRead) other).parts);
    }

    /** The rows of all parts. */
    @Override
    public Long value() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }
}
