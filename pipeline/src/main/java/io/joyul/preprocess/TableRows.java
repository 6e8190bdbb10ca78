package io.joyul.preprocess;

import java.util.function.LongSupplier;
import org.apache.spark.api.java.JavaRDD;

/**
 * The rows of a table.
 *
 * @param count how many there must be, by a count that does not look at {@code rows}; to be asked once all of these have
 *     been taken
 */
record TableRows(InputTable table, JavaRDD<RawRow> rows, LongSupplier count) {}
