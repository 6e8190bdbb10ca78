/** Tests of preprocessing. */
@NullMarked
package io.joyul.preprocess;

import org.jspecify.annotations.NullMarked;
