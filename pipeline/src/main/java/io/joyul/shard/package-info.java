/** Arrow IPC shards and their manifest. */
@NullMarked
package io.joyul.shard;

import org.jspecify.annotations.NullMarked;
