/** DLlib's sums against those of Gloo, in one process and over executors of which one is killed; its engine. */
@NullMarked
package io.joyul.dllib;

import org.jspecify.annotations.NullMarked;
