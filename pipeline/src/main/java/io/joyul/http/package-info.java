/**
 * Requests over HTTP that end in time. Part of the floor, beside {@code error} and {@code storage}: translators and tracking
 * servers are asked by the same few lines.
 */
@NullMarked
package io.joyul.http;

import org.jspecify.annotations.NullMarked;
