/** Tests of the package of the same name. */
@NullMarked
package io.joyul.objective;

import org.jspecify.annotations.NullMarked;
