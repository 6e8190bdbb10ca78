/** Tests of the edge to libtorch: which libraries are loaded, where tensors lie, and how values get there. */
@NullMarked
package io.joyul.tensor;

import org.jspecify.annotations.NullMarked;
