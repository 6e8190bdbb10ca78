/**
 * From the content of a row to the examples of its task: one small class for each task, pure functions of the row, the
 * tokenizer and a seed. What a row's columns must hold is checked before, by {@code preprocess}; what an example looks like
 * in a shard is said by {@link io.joyul.shard.Example}.
 */
@NullMarked
package io.joyul.example;

import org.jspecify.annotations.NullMarked;
