/** Tests of how failures are found again. */
@NullMarked
package io.joyul.error;

import org.jspecify.annotations.NullMarked;
