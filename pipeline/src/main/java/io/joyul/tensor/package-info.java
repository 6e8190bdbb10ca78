/**
 * The edge to libtorch: loading it, the lifetime of native memory, and the few conversions between Java arrays and
 * tensors. Above this package a tensor is a value; who frees it is decided here, by {@link io.joyul.tensor.TensorScope}.
 */
@NullMarked
package io.joyul.tensor;

import org.jspecify.annotations.NullMarked;
