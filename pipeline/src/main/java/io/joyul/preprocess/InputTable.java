package io.joyul.preprocess;

import io.joyul.config.InputConfig.Format;
import java.util.List;

/**
 * Files of one split that have the same columns in the same order.
 *
 * @param header the columns of the files
 * @param origin which of the sources of the split they are, counted from 0
 */
record InputTable(Split split, Format format, Columns columns, List<String> header, List<String> paths, int origin) {}
