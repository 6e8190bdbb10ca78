/** One small main per job. The only place for {@code main} and {@code System.exit}. */
@NullMarked
package io.joyul.job;

import org.jspecify.annotations.NullMarked;
