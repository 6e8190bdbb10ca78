package io.joyul.preprocess;

import io.joyul.text.TextNormaliser;

/** A prompt and two answers, of which the first is preferred. */
record PreferenceShape(TextNormaliser normaliser) implements RowShape {
    @Override
    public Shaped shape(RawRow.Fields row, String text) {
        if (row.pair() == null || row.rejected() == null) {
            return new Bad(Reason.ANSWER_MISSING);
        }
        String prompt = RowShape.withLines(normaliser, text);
        String chosen = RowShape.withLines(normaliser, row.pair());
        String rejected = RowShape.withLines(normaliser, row.rejected());
        if (prompt.isBlank() || chosen.isBlank() || rejected.isBlank()) {
            return new Bad(prompt.isBlank() ? Reason.TEXT_MISSING : Reason.ANSWER_MISSING);
        }
        if (chosen.equals(rejected)) {
            return new Bad(Reason.SAME_ANSWER);
        }
        return new Sound(prompt + "\n" + chosen + "\n" + rejected, new Content.Preference(prompt, chosen, rejected));
    }
}
