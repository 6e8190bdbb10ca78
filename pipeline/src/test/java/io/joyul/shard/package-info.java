/** Tests of shards, with the examples and folders that other packages' tests are fed by. */
@NullMarked
package io.joyul.shard;

import org.jspecify.annotations.NullMarked;
