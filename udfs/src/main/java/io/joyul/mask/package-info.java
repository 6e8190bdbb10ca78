/**
 * Which tokens of a text a model has to guess. A strategy is a pure function of the ids, their groups and a seed, so the
 * same example is masked alike wherever and however often it is made. Labels hold the original id at a target and −100,
 * the ignore index of the loss, elsewhere.
 *
 * <p>{@link io.joyul.mask.MaskingStrategy} hides tokens where they stand; {@link io.joyul.mask.Denoising} cuts spans out
 * for an encoder-decoder to give back; {@link io.joyul.mask.SegmentPairs} makes pairs of passages whose relation is to be
 * told.
 */
@NullMarked
package io.joyul.mask;

import org.jspecify.annotations.NullMarked;
