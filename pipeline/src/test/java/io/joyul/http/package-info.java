/** Tests with servers that stall and hang up. */
@NullMarked
package io.joyul.http;

import org.jspecify.annotations.NullMarked;
