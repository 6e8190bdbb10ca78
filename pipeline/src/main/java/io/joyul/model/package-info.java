/**
 * Encoders and heads under their Hugging Face names. A model is shape and arithmetic: it knows its parameters, turns a
 * batch into outputs, and holds no opinion on losses, optimizers or files.
 */
@NullMarked
package io.joyul.model;

import org.jspecify.annotations.NullMarked;
