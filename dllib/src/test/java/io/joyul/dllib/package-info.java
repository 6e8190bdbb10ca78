/** DLlib's sums against those of Gloo, in one process and over executors of their own, some of which are killed. */
@NullMarked
package io.joyul.dllib;

import org.jspecify.annotations.NullMarked;
