/**
 * Several examples in one row of a batch, so that little of it is padding. Which examples share a row is a pure function
 * of their lengths. Nothing leaks from one to another: attention stays within an example, and positions begin anew in
 * each (Krell et al. 2021, https://arxiv.org/abs/2107.02027).
 */
@NullMarked
package io.joyul.pack;

import org.jspecify.annotations.NullMarked;
