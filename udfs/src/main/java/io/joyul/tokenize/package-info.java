/**
 * Text to token ids and back, by what a Hugging Face {@code tokenizer.json} says.
 *
 * <p>A text passes four stages: {@code Normalizer}s rewrite characters, {@code PreTokenizer}s cut words, the {@code
 * Model} cuts words into tokens, and {@code TemplateProcessing} puts special tokens around. Added tokens such as {@code
 * [MASK]} are taken out of the raw text first. The first three are sealed types; a new kind is one more class that its
 * type permits and one more case in its reader ({@code NormalizerReader}, {@code PreTokenizerReader}, {@code
 * ModelReader}, {@code PostProcessorReader}, {@code DecoderReader}). What no reader knows is refused by name, since a part
 * that is left out changes ids without a word. Each part says which of Hugging Face's it is; between them they read the
 * files of BERT, ELECTRA, GPT-1 and 2, RoBERTa, Llama 2 and 3, Qwen 2, T5 and XLM-R.
 *
 * <p>Byte-level models never see GPT-2's printable alphabet: words stay text, under which they are remembered, and only
 * a word that is new is spelt in bytes ({@code ByteSymbols}).
 *
 * <p>Both ways of encoding run the same stages over the same buffers ({@code Pass}). The one that wants ids alone keeps
 * no offsets, remembers the words it has seen, and allocates only its result.
 *
 * <p>{@code io.joyul.tokenize.train} makes vocabularies from counted words, and the files that hold them.
 */
@NullMarked
package io.joyul.tokenize;

import org.jspecify.annotations.NullMarked;
