/** One small class per loss: what a batch costs a model, as a sum over its targets. */
@NullMarked
package io.joyul.objective;

import org.jspecify.annotations.NullMarked;
