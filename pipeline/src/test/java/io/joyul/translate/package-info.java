/** Tests of translators against a real server, well and unwell. */
@NullMarked
package io.joyul.translate;

import org.jspecify.annotations.NullMarked;
