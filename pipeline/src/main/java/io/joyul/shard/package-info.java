/**
 * Arrow IPC shards and their manifest: what preprocessing hands to training.
 *
 * <h2>The folder</h2>
 *
 * <p>A shard folder holds data files and one {@code manifest.json}. Writers put data files there under names of their
 * own (a task that is tried again takes a new name; nothing is ever renamed or replaced), and the driver commits them
 * by writing the manifest, atomically and last. What the manifest does not name does not exist: the leftovers of a
 * failed, repeated or speculative attempt are never read, and the commit removes them.
 *
 * <h2>A data file, version 2</h2>
 *
 * <p>An Arrow IPC <em>file</em> (magic {@code ARROW1}), bodies compressed with ZSTD, one record batch for every {@code
 * blockRows} rows (the manifest's figure), the last with fewer. A file of no rows has no record batch. The same examples
 * in the same order give the same bytes. pyarrow opens it with {@code pyarrow.ipc.open_file}.
 *
 * <p>Its schema's metadata says what it is: {@code joyul.format} = {@code joyul-shard}, {@code joyul.version} =
 * {@code 2}, {@code joyul.kind} = the kind in lower case, {@code joyul.split}.
 *
 * <p>The columns are declared by the kind's {@link io.joyul.shard.Example} record, in the order of its components and
 * under their names in snake case. Every kind begins with {@code id} and {@code input_ids}; {@code input_ids} is never
 * empty. No column is nullable but text:
 *
 * <table>
 * <caption>What a component becomes</caption>
 * <tr><th>component</th><th>column</th></tr>
 * <tr><td>{@code int}, {@code long}, {@code float}</td><td>int32, int64, float32</td></tr>
 * <tr><td>{@code inputIds}, {@code @PerToken int[]}</td><td>list&lt;item: int32&gt;, as long as {@code input_ids}</td></tr>
 * <tr><td>{@code int[]}</td><td>list&lt;item: int32&gt; of any length</td></tr>
 * <tr><td>{@code String}</td><td>utf8, nullable</td></tr>
 * </table>
 *
 * <p>So {@code masked} has {@code id, input_ids, labels}, {@code maskable} has {@code id, input_ids, groups}, and {@code
 * labelled} has {@code id, input_ids, label, text}.
 *
 * <p>The footer's own metadata has one entry, {@code joyul.blocks}: for each record batch in order, a line of the number
 * of its rows, a space, and the SHA-256 of its message (the {@code metaDataLength + bodyLength} bytes from {@code
 * offset} on, as the footer gives them). With it a reader takes single blocks out of a large file and still notices a
 * wrong byte in them.
 *
 * <h2>The manifest, version 2</h2>
 *
 * <p>UTF-8 JSON in the envelope of {@link io.joyul.storage.SealedJson}: {@code format} = {@code joyul-shards},
 * {@code version}, {@code checksum} over the manifest itself, then the components of {@link
 * io.joyul.shard.ShardManifest}. Each data file stands there with its length, the SHA-256 of the whole of it, and of its
 * index: the bytes from the end of the last record batch to the end of the file. A reader checks the sum of what it
 * reads, the whole file or the index and a block, before it hands out the first row of it. So a wrong byte anywhere
 * stops the run with the name of the file and never becomes an example.
 *
 * <h2>Activations, version 1</h2>
 *
 * <p>What the frozen part of a model made of texts lies in Arrow IPC files of their own, {@code NAME.arrow}, not
 * compressed, so that a text can be read without its neighbours. The schema's metadata says {@code joyul.format} =
 * {@code joyul-activations}, {@code joyul.version} = {@code 1} and {@code joyul.fingerprint}, a SHA-256 of the weights,
 * the shards and the tokenizer. A row is a text: {@code key}, int64, a hash of its tokens and their types, and {@code
 * hidden}, list&lt;item: float32&gt;, the hidden states of its tokens one after the other, or of its first token alone.
 * Texts lie in any order; one that occurs twice is taken from the first file that has it. A file exists once {@code
 * NAME.json}, in the envelope of {@link io.joyul.storage.SealedJson}, says its length, rows and SHA-256.
 */
@NullMarked
package io.joyul.shard;

import org.jspecify.annotations.NullMarked;
