/** Metrics against scikit-learn's, against naive references, and under every way of splitting them up. */
@NullMarked
package io.joyul.evaluate;

import org.jspecify.annotations.NullMarked;
