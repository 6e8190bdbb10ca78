/**
 * How good a model is, in figures that can be merged: each partition of the held-out split keeps a small tally, tallies
 * add up in any grouping to the same figures bit for bit, and no row travels to the driver but the few worst mistakes.
 *
 * <p>Three choices make that so. Everything that is a count is kept as a {@code long}. Every mean of real numbers (loss,
 * Brier score, confidence) is kept as an exact sum and rounded once. The bootstrap gives each example its weights by
 * hashing its id, so a replicate is again a matter of counts, and two models judged on the same examples share their
 * replicates, which makes the difference between them a paired one.
 *
 * <p>Definitions follow scikit-learn where it has one; a test holds them against its numbers.
 */
@NullMarked
package io.joyul.evaluate;

import org.jspecify.annotations.NullMarked;
