/** Tokenizer tests, most of them against what Hugging Face's own implementation gives. */
@NullMarked
package io.joyul.tokenize;

import org.jspecify.annotations.NullMarked;
