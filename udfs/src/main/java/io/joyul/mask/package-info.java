/**
 * Which tokens of a text a model has to guess. A strategy is a pure function of the ids and a seed, so the same example
 * is masked alike wherever and however often it is made. Labels hold the original id at a target and −100, the ignore
 * index of the loss, elsewhere.
 */
@NullMarked
package io.joyul.mask;

import org.jspecify.annotations.NullMarked;
