/**
 * Which examples meet in which step, as arithmetic, and the readers that fetch them.
 *
 * <p>The order of an epoch is a pure function of the shards' sizes, the global batch, the seed and the epoch ({@link
 * io.joyul.batch.EpochPlan}); the number of ranks and the micro-batch only decide who computes which part of a step. So a
 * run can go on at any step, at any number of ranks, without skipping or repeating an example.
 *
 * <p>Reading: each step is made of lanes, and a lane of a pool of few blocks that follow one another in the epoch's
 * order. A rank reads the blocks of its own lanes alone, so R ranks read each block once between them (at the ends of
 * lanes and pools twice), as long as there are no more ranks than lanes.
 *
 * <p>Memory: all ranks together hold the rows of one pool ({@link io.joyul.batch.ShardBatchSource#poolRows}), each its own
 * lanes' and a few steps ahead. A lane holds whole blocks, so where a global batch has many lanes, they are what is held:
 * two blocks of 1,024 rows for each 32 rows of the global batch. A block stays in Arrow's buffers; from there each token is
 * copied once, into the batch, whose buffers are the tensors' own memory. No object is made for a row.
 */
@NullMarked
package io.joyul.batch;

import org.jspecify.annotations.NullMarked;
