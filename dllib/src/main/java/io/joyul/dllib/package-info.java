/**
 * Ranks that are summed over by BigDL DLlib's {@code AllReduceParameter}, which moves tensors through Spark's own block
 * manager: no barrier stage, and no port but Spark's.
 *
 * <p>{@code AllReduceParameter} does not sum when a rank asks it to. It wants the driver to run two jobs for each sum, one
 * whose tasks fetch what was summed before and put down the next summand, and one whose tasks each add up a slice. A task
 * of such a job ends before the sum is there, so a training loop cannot live in one. It lives in a thread of the executor
 * instead ({@link io.joyul.dllib.RankThread}) and stops at each sum, where the tasks come by: what it has to give lies in
 * its {@link io.joyul.dllib.HandOver}, and what it gets is put there. So the training loop is the one that Gloo's ranks
 * run, checkpoints and all, and the driver's loop ({@link io.joyul.dllib.RankGroup}) is one page.
 *
 * <p>Tasks find their rank again by the executor that it lives on. One that finds none has been moved since that executor
 * is gone, and ends the attempt; the training stage starts the next one from the last checkpoint.
 *
 * <p>{@link io.joyul.dllib.DllibEngine} does without libtorch: a BERT of DLlib's layers, trained by DLlib's own optimizer.
 * It takes the shards and gives a {@link io.joyul.evaluate.Classifier}, so that what comes before and after stays.
 *
 * <p>The BigDL project is archived. Nothing outside this module knows it: a jar of this module adds itself by {@link
 * java.util.ServiceLoader}, and everything else works without.
 */
@NullMarked
package io.joyul.dllib;

import org.jspecify.annotations.NullMarked;
