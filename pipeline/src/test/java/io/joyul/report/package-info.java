/** The three faces of a report agree, and hold whatever text the data brings. */
@NullMarked
package io.joyul.report;

import org.jspecify.annotations.NullMarked;
