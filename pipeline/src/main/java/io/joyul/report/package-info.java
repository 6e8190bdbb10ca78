/**
 * What a run tells in the end: {@code report.json} for programs, {@code report.md} for a pull request,
 * {@code report.html} for people, and {@code run.yaml}, the resolved run file that repeats it.
 *
 * <p><b>report.json</b> is one object: {@code format} ({@code "joyul-report"}), {@code version} (1; it rises when a
 * member changes its meaning or goes, not when one is added), and then the components of
 * {@link io.joyul.report.RunReport} under their names, records as objects. Shares are between 0 and 1, times are in
 * seconds, instants in ISO 8601; a figure that does not exist (the accuracy of an empty bin, a loss of nothing) is
 * {@code null}. The other two files show the same figures rounded.
 *
 * <p><b>report.html</b> is a single page that loads nothing and runs nothing; its content security policy forbids both.
 * It is XHTML as well, so that any XML tool can read it. Everything that comes from data goes through
 * {@link io.joyul.report.Html}, which escapes it.
 *
 * <p><b>The charts</b> are drawn here, as SVG, and not by XChart, which was tried: it writes every letter as an outline
 * taken from the fonts of the machine that draws (89 kB for a line of four points, boxes for Hangul on a server without
 * Korean fonts) and fixes the colours, where the page needs text that can be selected, and colours that follow the
 * reader's light or dark setting and the printer. It would also bring AWT to the driver.
 */
@NullMarked
package io.joyul.report;

import org.jspecify.annotations.NullMarked;
