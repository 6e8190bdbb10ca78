/** Tests of trained vocabularies: against definitions written out plainly, and against Hugging Face's trainers. */
@NullMarked
package io.joyul.tokenize.train;

import org.jspecify.annotations.NullMarked;
