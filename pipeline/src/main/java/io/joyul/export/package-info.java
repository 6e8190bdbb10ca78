/**
 * A tuned model as others serve it: the folder that transformers opens, and ONNX, whose runtimes need nothing of ours.
 *
 * <p>An ONNX file is a Protocol Buffers message. {@link io.joyul.export.ProtobufMessage} writes the few kinds of field
 * that it has, {@link io.joyul.export.OnnxGraph} knows ONNX and nothing of models, {@link io.joyul.export.BertGraph} the
 * arithmetic of {@code io.joyul.model} over padded batches. Inputs, outputs and axes are named as Hugging Face's Optimum
 * names them, so what is written for its files serves ours.
 */
@NullMarked
package io.joyul.export;

import org.jspecify.annotations.NullMarked;
