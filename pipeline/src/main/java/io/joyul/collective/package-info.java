/**
 * Sums over ranks. A {@link io.joyul.collective.Collective} is all that the training loop knows of the other ranks;
 * {@link io.joyul.collective.CollectiveProvider} is where another kind of group is added.
 */
@NullMarked
package io.joyul.collective;

import org.jspecify.annotations.NullMarked;
