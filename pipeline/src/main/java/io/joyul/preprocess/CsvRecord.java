package io.joyul.preprocess;

import java.util.ArrayList;
import java.util.List;

/** One row of comma-separated values, put together from as many lines as its quotes ask for. */
final class CsvRecord {
    private final List<String> values = new ArrayList<>();
    private final StringBuilder value = new StringBuilder();
    private Place place = Place.VALUE_START;

    private enum Place {
        VALUE_START,
        PLAIN,
        QUOTED,
        /** After a quote inside quotes, which closes the value or, doubled, stands for itself. */
        QUOTE
    }

    /** Where a row stands after a line. */
    enum Progress {
        COMPLETE,
        /** Inside quotes: the next line belongs to it. */
        OPEN,
        BROKEN
    }

    /** Takes in the next line. */
    Progress add(String line) {
        if (place == Place.QUOTED) {
            value.append('\n');
        }
        for (int i = 0; i < line.length(); i++) {
            if (!add(line.charAt(i))) {
                return Progress.BROKEN;
            }
        }
        if (place == Place.QUOTED) {
            return Progress.OPEN;
        }
        endValue();
        return Progress.COMPLETE;
    }

    private boolean add(char character) {
        switch (place) {
            case VALUE_START, PLAIN -> {
                if (character == ',') {
                    endValue();
                } else if (character == '"' && place == Place.VALUE_START) {
                    place = Place.QUOTED;
                } else {
                    value.append(character);
                    place = Place.PLAIN;
                }
            }
            case QUOTED -> {
                if (character == '"') {
                    place = Place.QUOTE;
                } else {
                    value.append(character);
                }
            }
            case QUOTE -> {
                if (character == '"') {
                    value.append(character);
                    place = Place.QUOTED;
                } else if (character == ',') {
                    endValue();
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    private void endValue() {
        values.add(value.toString());
        value.setLength(0);
        place = Place.VALUE_START;
    }

    /** The values of a complete row. */
    List<String> values() {
        return values;
    }
}
