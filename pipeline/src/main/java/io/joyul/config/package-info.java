/** The run file: records for every part of it, and the loader that reports all its mistakes at once. */
@NullMarked
package io.joyul.config;

import org.jspecify.annotations.NullMarked;
