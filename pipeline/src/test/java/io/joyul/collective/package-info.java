/** Groups of real processes. */
@NullMarked
package io.joyul.collective;

import org.jspecify.annotations.NullMarked;
