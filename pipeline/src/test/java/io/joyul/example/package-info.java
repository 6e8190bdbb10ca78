/** Tests of the package of the same name. */
@NullMarked
package io.joyul.example;

import org.jspecify.annotations.NullMarked;
