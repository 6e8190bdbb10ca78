/** The training loop against references, against itself cut into ranks, and against being stopped. */
@NullMarked
package io.joyul.train;

import org.jspecify.annotations.NullMarked;
