/**
 * The floor that every other package stands on: what can go wrong, and what a caller should do about it.
 *
 * <p>It lives in the lowest module, since the tokenisers of {@code udfs} refuse what they do not understand by the
 * same codes as everything above them.
 */
@NullMarked
package io.joyul.error;

import org.jspecify.annotations.NullMarked;
