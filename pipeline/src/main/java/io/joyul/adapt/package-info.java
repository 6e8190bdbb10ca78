/**
 * Which part of a model is trained.
 *
 * <p>An {@link io.joyul.adapt.Adaptation} says which parameters stay as they are. A part below the lowest trained one is
 * the same function of a text in every epoch, as long as nothing random happens in it; so the frozen part runs without
 * dropout, in training too, where dropout acts on what lies above it.
 */
@NullMarked
package io.joyul.adapt;

import org.jspecify.annotations.NullMarked;
