/**
 * Text to token ids and back, by what a Hugging Face {@code tokenizer.json} says.
 *
 * <p>A text passes four stages, each with its own sealed type: {@code Normalizer} (rewrites characters),
 * {@code PreTokenizer} (cuts words), {@code Model} (cuts words into tokens) and {@code TemplateProcessing} (puts special
 * tokens around). Added tokens such as {@code [MASK]} are taken out of the raw text first. Built so far is BERT's
 * family: {@code BertNormalizer}, {@code BertPreTokenizer}, {@code WordPiece}, {@code TemplateProcessing} or
 * {@code BertProcessing}, the {@code WordPiece} decoder, truncation and padding. Another kind is one more class that its
 * sealed type permits and one more case in {@code TokenizerReader}; until then the reader refuses it by name, since a
 * part that is left out changes ids without a word.
 *
 * <p>Both ways of encoding run the same stages over the same buffers ({@code Pass}). The one that wants ids alone keeps
 * no offsets, remembers the words it has seen, and allocates only its result.
 *
 * <p>{@code io.joyul.tokenize.train} makes vocabularies from counted words, and the files that hold them.
 */
@NullMarked
package io.joyul.tokenize;

import org.jspecify.annotations.NullMarked;
