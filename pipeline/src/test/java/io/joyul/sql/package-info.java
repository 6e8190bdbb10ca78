/** The models that a JVM keeps for SQL; the function itself is tested beside the command that it agrees with. */
@NullMarked
package io.joyul.sql;

import org.jspecify.annotations.NullMarked;
