/** Which examples meet in which step, as arithmetic, and the reader that fetches them. */
@NullMarked
package io.joyul.batch;

import org.jspecify.annotations.NullMarked;
