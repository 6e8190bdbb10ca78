package io.joyul.preprocess;

import io.joyul.text.TextNormaliser;

/** A text of any length, whose lines stay apart. */
record DocumentShape(TextNormaliser normaliser, Label label) implements RowShape {
    /** Whether a document has a class. */
    enum Label {
        NEEDED,
        NONE
    }

    @Override
    public Shaped shape(RawRow.Fields row, String text) {
        String kept = RowShape.withLines(normaliser, text);
        return switch (label) {
            case NONE -> new Sound(kept, new Content.Document(kept, null));
            case NEEDED -> {
                String own = row.label() == null ? "" : row.label().strip();
                yield own.isEmpty() ? new Bad(Reason.LABEL_MISSING) : new Sound(kept, new Content.Document(kept, own));
            }
        };
    }
}
