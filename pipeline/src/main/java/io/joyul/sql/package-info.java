/**
 * Tuned models as functions of Spark SQL: {@code spark.sql.extensions=io.joyul.sql.PredictExtensions} adds {@code
 * joyul_predict}. Beside {@code io.joyul.udf}, whose functions need one small jar, this needs all of Joyul's, natives
 * included.
 *
 * <p>A model wants many texts at once, and an expression sees one row. So {@link io.joyul.sql.PredictStrategy} takes the
 * calls out of projections and filters while a query is planned, as Spark does with functions in Python, and {@link
 * io.joyul.sql.PredictExec} computes them over pools of rows. Calls in other places (inside {@code transform}, say) are
 * computed row by row, to the same values.
 */
@NullMarked
package io.joyul.sql;

import org.jspecify.annotations.NullMarked;
