/** Checkpoints that are whole or not at all, and models that agree with the reference implementation. */
@NullMarked
package io.joyul.checkpoint;

import org.jspecify.annotations.NullMarked;
