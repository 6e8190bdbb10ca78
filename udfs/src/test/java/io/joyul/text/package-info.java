/** Tests of the package of the same name. */
@NullMarked
package io.joyul.text;

import org.jspecify.annotations.NullMarked;
