/** Stages on a real, local Spark. */
@NullMarked
package io.joyul.stage;

import org.jspecify.annotations.NullMarked;
