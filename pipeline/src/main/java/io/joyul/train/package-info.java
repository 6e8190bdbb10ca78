/** The training loop, its optimizer, schedule and state. */
@NullMarked
package io.joyul.train;

import org.jspecify.annotations.NullMarked;
