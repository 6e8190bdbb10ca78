/**
 * The Spark edge: each class here drives one stage over a cluster and hands plain values to the packages that do the
 * work.
 */
@NullMarked
package io.joyul.stage;

import org.jspecify.annotations.NullMarked;
