/**
 * Which part of a model is trained.
 *
 * <p>An {@link io.joyul.adapt.Adaptation} says which parameters stay as they are. A part below the lowest trained one is
 * the same function of a text in every epoch, as long as nothing random happens in it; so the frozen part runs without
 * dropout, in training too, where dropout acts on what lies above it. Its output is then computed once ({@link
 * io.joyul.adapt.FrozenActivations}), kept in Arrow files, and read in every epoch. New rows that augmentation makes lie
 * in the shards like any other; masking anew in each epoch is for pretraining, which freezes nothing.
 */
@NullMarked
package io.joyul.adapt;

import org.jspecify.annotations.NullMarked;
