/**
 * Who translates: an HTTP endpoint, or a table of given pairs. Both are an {@link io.joyul.augment.Translator}; what is
 * made of a translation is the business of {@code augment} and {@code preprocess}.
 *
 * <h2>The endpoint</h2>
 *
 * <p>{@code POST} to the URL of the run file, with a JSON object: {@code {"source": "ko", "target": "en", "texts": ["…",
 * …]}}, and, where the run file names an environment variable, {@code Authorization: Bearer} with its value. The answer is
 * {@code {"translations": ["…", …]}}, as many as there were texts, in their order; null for a text without one. Status
 * 408, 429 and 5xx, a cut connection, silence and an answer of another form are tried again, after the time that {@code
 * Retry-After} gives, else after a pause that doubles.
 *
 * <h2>The table of translations</h2>
 *
 * <p>UTF-8 JSON lines, {@code {"source": "ko", "target": "en", "text": "…", "translation": "…"}}; a translation that is
 * null or not there says that there is none. The cache of an endpoint's translations is a folder of such files, and a file
 * of given pairs is one.
 */
@NullMarked
package io.joyul.translate;

import org.jspecify.annotations.NullMarked;
