package io.joyul.preprocess;

import io.joyul.config.ExamplesConfig.TagUnits;
import java.util.List;
import java.util.Optional;

/**
 * Words or characters and a tag for each: two JSON arrays, or two texts with spaces between the words and between the
 * tags. They are left as they stand, since a character more or less would move the tags.
 */
record TagShape(TagUnits tagUnits) implements RowShape {
    @Override
    public Shaped shape(RawRow.Fields row, String text) {
        if (row.label() == null) {
            return new Bad(Reason.LABEL_MISSING);
        }
        Optional<List<String>> units = Values.texts(text);
        Optional<List<String>> tags = Values.texts(row.label());
        if (units.isEmpty() || tags.isEmpty()) {
            return new Bad(Reason.WRONG_SHAPE);
        }
        if (units.get().size() != tags.get().size() || units.get().isEmpty()) {
            return new Bad(Reason.TAG_COUNT);
        }
        if (tags.get().stream().anyMatch(String::isBlank)) {
            return new Bad(Reason.LABEL_MISSING);
        }
        return new Sound(tagUnits.join(units.get()), new Content.Tagged(units.get(), tags.get()));
    }
}
