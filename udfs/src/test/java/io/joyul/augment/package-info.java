/** Tests of the augmentations: repeatable for a seed, true to what they promise about words, keys and sentences. */
@NullMarked
package io.joyul.augment;

import org.jspecify.annotations.NullMarked;
