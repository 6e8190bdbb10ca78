/**
 * Sums over ranks. A {@link io.joyul.collective.Collective} is all that the training loop knows of the other ranks.
 */
@NullMarked
package io.joyul.collective;

import org.jspecify.annotations.NullMarked;
