/** Tests of the package of the same name. */
@NullMarked
package io.joyul.mask;

import org.jspecify.annotations.NullMarked;
