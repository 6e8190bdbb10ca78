/** Exported models, run by the runtimes that they are written for and held against ours and transformers' numbers. */
@NullMarked
package io.joyul.export;

import org.jspecify.annotations.NullMarked;
