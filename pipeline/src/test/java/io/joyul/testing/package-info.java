/** What several packages' tests share. */
@NullMarked
package io.joyul.testing;

import org.jspecify.annotations.NullMarked;
