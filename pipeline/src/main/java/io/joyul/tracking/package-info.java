/**
 * Tells a tracking server what a run does. The server may be down, slow or full of itself: a run never waits for it. What
 * is told goes through a bounded queue to a thread of its own; what the server misses is kept as JSON lines under the
 * output, in {@code tracking/unsent}, one file a batch, named by a number that counts up, and sent before anything newer,
 * by a later batch, a later run, or the command {@code tracking}. Each line is one {@link TrackingEvent}. Sending one
 * twice does no harm: runs are found again by a key of their own. What one server or experiment missed is never sent to
 * another: when a run names another, it moves to a folder below {@code tracking/earlier}, for the command to send.
 */
@NullMarked
package io.joyul.tracking;

import org.jspecify.annotations.NullMarked;
