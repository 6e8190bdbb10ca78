/**
 * What a text is before anything else looks at it: its normal form, the scripts it is written in, its shingles and their
 * MinHash signatures. Pure functions of one text.
 */
@NullMarked
package io.joyul.text;

import org.jspecify.annotations.NullMarked;
