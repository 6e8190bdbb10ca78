/** Tests of a tracking server that is slow, silent or gone; a real one is talked with in the tests of the jobs. */
@NullMarked
package io.joyul.tracking;

import org.jspecify.annotations.NullMarked;
