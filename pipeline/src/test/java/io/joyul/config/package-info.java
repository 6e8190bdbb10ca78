/** Tests of the run file: every shipped one loads, every mistake has its message. */
@NullMarked
package io.joyul.config;

import org.jspecify.annotations.NullMarked;
