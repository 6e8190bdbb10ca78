/**
 * Which examples meet in which step, as arithmetic, and the readers that fetch them.
 *
 * <p>The order of an epoch is a pure function of the shards' sizes, the seed and the epoch ({@link
 * io.joyul.batch.EpochPlan}); the number of ranks only decides who computes which part of a step. So a run can go on at
 * any step, at any number of ranks, without skipping or repeating an example.
 *
 * <p>Memory: a reader holds the rows of one pool of shards (at most {@code poolRows} rows, or one shard where a single
 * one is larger) and a few steps ahead. Every rank reads every shard of the pool, since batches of like length are
 * formed over the whole global batch.
 */
@NullMarked
package io.joyul.batch;

import org.jspecify.annotations.NullMarked;
