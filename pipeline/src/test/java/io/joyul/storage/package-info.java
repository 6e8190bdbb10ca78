/** Tests of storage on the local disk, full ones included. */
@NullMarked
package io.joyul.storage;

import org.jspecify.annotations.NullMarked;
