package io.joyul.preprocess;

import io.joyul.text.TextNormaliser;

/** Two texts and a class. */
record PairShape(TextNormaliser normaliser) implements RowShape {
    @Override
    public Shaped shape(RawRow.Fields row, String text) {
        String second = row.pair();
        if (second == null) {
            return new Bad(Reason.PAIR_MISSING);
        }
        String label = row.label() == null ? "" : row.label().strip();
        if (label.isEmpty()) {
            return new Bad(Reason.LABEL_MISSING);
        }
        String one = normaliser.normalise(text);
        String two = normaliser.normalise(second);
        if (one.isBlank() || two.isBlank()) {
            return new Bad(one.isBlank() ? Reason.TEXT_MISSING : Reason.PAIR_MISSING);
        }
        return new Sound(one + "\n" + two, new Content.Pair(one, two, label));
    }
}
