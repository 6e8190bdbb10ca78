/** What things are named and proved by: part of the floor, since texts, files and shards all need it. */
@NullMarked
package io.joyul.digest;

import org.jspecify.annotations.NullMarked;
