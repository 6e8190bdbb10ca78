/**
 * What Joyul does to one row, as functions of Spark SQL. {@code spark.sql.extensions=io.joyul.udf.JoyulExtensions} adds
 * them to a session; {@code DESCRIBE FUNCTION EXTENDED joyul_tokenise} and its like tell what they take and give.
 *
 * <p>An {@link io.joyul.udf.SqlFunction} says what a function is called, takes and gives, and makes the object that does
 * the work on a row. {@link io.joyul.udf.FunctionCall} is its expression in a query: it checks the arguments while the
 * query is analysed, and calls that object from Spark's generated code, by its Java type, without boxing or conversion of
 * rows. Null in gives null out. Names begin with {@code joyul_}, so that no function of Spark's is ever hidden.
 *
 * <p>This is the only package of the module that knows Spark, and that reads a file: a tokenizer, once in a JVM.
 */
@NullMarked
package io.joyul.udf;

import org.jspecify.annotations.NullMarked;
