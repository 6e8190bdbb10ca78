package io.joyul.translate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.joyul.augment.Direction;
import org.jspecify.annotations.Nullable;

/**
 * One line of a table of translations.
 *
 * @param translation null when the text has none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Translation(
        String source, String target, String text, @Nullable String translation) {
    Direction direction() {
        return new Direction(source, target);
    }
}
