/**
 * Spark: raw rows in, clean tokenised rows out, and the vocabulary that cuts them.
 *
 * <p>The flow, each step a class: {@link io.joyul.preprocess.InputTables} finds the files of every split and checks their
 * columns on the driver; a {@link io.joyul.preprocess.LineParser} (or Spark's Parquet reader) makes {@link
 * io.joyul.preprocess.RawRow}s; {@link io.joyul.preprocess.RowCheck} normalises texts and says what is wrong with a row,
 * the quality rules of the run file included; {@link io.joyul.preprocess.Cleaning} finds duplicates and leaks, exact and
 * near ones; {@link io.joyul.preprocess.VocabularyTraining} counts
 * words for the tokenizer; {@link io.joyul.preprocess.Tokenising} makes {@link io.joyul.preprocess.TokenizedRow}s. What
 * becomes of those (examples, shards, a manifest) is the stage's business.
 *
 * <p>A row is never lost without a word: it is kept, dropped by a rule ({@link io.joyul.preprocess.DropRule} or a quality rule) or
 * quarantined for a reason ({@link io.joyul.preprocess.Reason}), and all three are counted by split. How many came in is no
 * sum of these: lines and SQuAD's questions are counted below those who make rows of them ({@link
 * io.joyul.preprocess.CountedLines}, {@link io.joyul.preprocess.QuestionCount}), Parquet's rows by the ends of its files.
 * Each stage counts its rows anew, and a {@link io.joyul.preprocess.RowBalance} stops the run when what came in is not what
 * went out, was dropped or was set aside. No result depends on how Spark cut the data into partitions.
 *
 * <h2>The quarantine</h2>
 *
 * <p>A folder of JSON lines, one object a row: {@code split}, {@code reason}, and {@code row}, the line as it stood in the
 * file (for Parquet, its columns as JSON), of which no more than 65,536 characters are kept.
 */
@NullMarked
package io.joyul.preprocess;

import org.jspecify.annotations.NullMarked;
