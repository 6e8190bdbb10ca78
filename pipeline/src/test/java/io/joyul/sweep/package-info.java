/** Tests of sweeps: strategies on functions with known optima and against their papers, journals cut off anywhere. */
@NullMarked
package io.joyul.sweep;

import org.jspecify.annotations.NullMarked;
