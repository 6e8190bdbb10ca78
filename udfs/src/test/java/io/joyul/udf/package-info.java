/** Tests of the SQL functions in a real session, analysed, generated and interpreted. */
@NullMarked
package io.joyul.udf;

import org.jspecify.annotations.NullMarked;
