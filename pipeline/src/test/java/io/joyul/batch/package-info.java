/** Tests of epoch plans on small worlds, taken exhaustively, and of the readers on real shard files. */
@NullMarked
package io.joyul.batch;

import org.jspecify.annotations.NullMarked;
