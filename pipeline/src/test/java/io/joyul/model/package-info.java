/** Tests of the models' shapes and arithmetic. */
@NullMarked
package io.joyul.model;

import org.jspecify.annotations.NullMarked;
