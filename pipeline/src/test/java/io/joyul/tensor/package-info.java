/** Tests of the edge to libtorch: which libraries are loaded, and where tensors lie. */
@NullMarked
package io.joyul.tensor;

import org.jspecify.annotations.NullMarked;
