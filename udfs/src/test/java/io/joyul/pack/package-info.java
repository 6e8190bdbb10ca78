/** Tests of packing, on drawn lengths and on those of real texts. */
@NullMarked
package io.joyul.pack;

import org.jspecify.annotations.NullMarked;
