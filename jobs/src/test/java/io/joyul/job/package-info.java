/** Tests of the command line, of the jobs on real clusters, and of the architecture as a whole. */
@NullMarked
package io.joyul.job;

import org.jspecify.annotations.NullMarked;
