/**
 * Arrow IPC shards and their manifest: what preprocessing hands to training.
 *
 * <h2>The folder</h2>
 *
 * <p>A shard folder holds data files and one {@code manifest.json}. Writers put data files there under names of their
 * own (a task that is tried again takes a new name; nothing is ever renamed or replaced), and the driver commits them
 * by writing the manifest, atomically and last. What the manifest does not name does not exist: the leftovers of a
 * failed attempt are never read.
 *
 * <h2>A data file, version 1</h2>
 *
 * <p>An Arrow IPC <em>file</em> (magic {@code ARROW1}), bodies compressed with ZSTD, one record batch for every 1,024
 * rows or fewer. A file of no rows has no record batch. The same examples in the same order give the same bytes.
 *
 * <p>Its schema's metadata says what it is: {@code joyul.format} = {@code joyul-shard}, {@code joyul.version} =
 * {@code 1}, {@code joyul.kind} = {@code masked} or {@code labelled}, {@code joyul.split}. The columns, none nullable
 * unless it says so:
 *
 * <table>
 * <caption>Columns by kind</caption>
 * <tr><th>masked</th><th>labelled</th><th>type</th></tr>
 * <tr><td>{@code id}</td><td>{@code id}</td><td>int64</td></tr>
 * <tr><td>{@code input_ids}</td><td>{@code input_ids}</td><td>list&lt;item: int32&gt;, never empty</td></tr>
 * <tr><td>{@code labels}</td><td></td><td>list&lt;item: int32&gt;, as long as {@code input_ids}</td></tr>
 * <tr><td></td><td>{@code label}</td><td>int32</td></tr>
 * <tr><td></td><td>{@code text}</td><td>utf8, nullable</td></tr>
 * </table>
 *
 * <p>pyarrow opens it with {@code pyarrow.ipc.open_file}.
 *
 * <h2>The manifest, version 1</h2>
 *
 * <p>UTF-8 JSON in the envelope of {@link io.joyul.storage.SealedJson}: {@code format} = {@code joyul-shards},
 * {@code version}, {@code checksum} over the manifest itself, then the components of {@link
 * io.joyul.shard.ShardManifest}. Each data file stands there with its length and the SHA-256 of the whole of it. The
 * reader checks both before it hands out the first row, so a wrong byte anywhere stops the run with the name of the
 * file and never becomes an example.
 */
@NullMarked
package io.joyul.shard;

import org.jspecify.annotations.NullMarked;
