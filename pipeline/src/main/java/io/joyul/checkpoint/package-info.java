/**
 * Checkpoints on any Hadoop file system, whole or not at all, in the Hugging Face layout.
 *
 * <p>A checkpoint is a folder {@code step-00000200}:
 *
 * <ul>
 *   <li>{@code config.json}, {@code model.safetensors}, {@code tokenizer.json}, {@code tokenizer_config.json}: what
 *       transformers opens;
 *   <li>{@code optimizer.safetensors}: the moments of each parameter, {@code exp_avg.NAME} and {@code exp_avg_sq.NAME};
 *   <li>{@code run.yaml}: the resolved run file;
 *   <li>{@code checkpoint.json}: the run's identity, the place in the run, the curve so far, and the SHA-256 of each
 *       file above. It is written last. A folder without it, or with a file that does not match it, is no checkpoint.
 * </ul>
 *
 * <p>The files are written in a folder of another name, which is renamed when it is whole. {@link
 * io.joyul.checkpoint.Generation} says how an attempt that is over is kept from doing so. Beside the newest ones the best
 * stay ({@link io.joyul.checkpoint.Retention}). There is no random state to
 * keep: order and dropout are functions of the seed and the place in the run.
 */
@NullMarked
package io.joyul.checkpoint;

import org.jspecify.annotations.NullMarked;
