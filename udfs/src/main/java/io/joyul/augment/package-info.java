/**
 * New training texts out of those that are there. An {@link io.joyul.augment.Augmentation} is a pure function of its
 * texts and a seed: a caller that takes the seed from the run's seed and the id of the document gets the same texts
 * wherever, however often and in whatever order it asks. Nothing here reads a file or a network; who translates is
 * handed in.
 *
 * <p>None of them knows about classes, splits or rows. Whether a new text keeps its label, that it never joins a
 * held-out split, and that it says where it came from is the business of whoever applies them.
 *
 * <h2>The table of synonyms</h2>
 *
 * <p>UTF-8 text, one word a line: the word, a tab, and its synonyms with tabs between. Empty lines and lines that start
 * with {@code #} are passed over; a word may have several lines. Case plays no part in finding a word.
 */
@NullMarked
package io.joyul.augment;

import org.jspecify.annotations.NullMarked;
