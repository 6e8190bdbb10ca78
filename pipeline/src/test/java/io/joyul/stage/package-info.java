/** Tests of the stages. */
@NullMarked
package io.joyul.stage;

import org.jspecify.annotations.NullMarked;
