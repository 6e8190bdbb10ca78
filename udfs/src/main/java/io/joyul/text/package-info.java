/** What is done to a text before anything else looks at it. Pure functions of one text. */
@NullMarked
package io.joyul.text;

import org.jspecify.annotations.NullMarked;
