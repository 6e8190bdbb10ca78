package io.joyul.export;

import io.joyul.text.TextNormaliser.Step;
import java.util.List;
import java.util.Set;

/**
 * A model that was written for others.
 *
 * @param files by name
 * @param missing what its run did to each text and {@code tokenizer.json} cannot say, so that whoever serves the model has
 *     to do it
 */
public record Exported(List<String> files, Set<Step> missing) {
    public Exported {
        files = List.copyOf(files);
        missing = Set.copyOf(missing);
    }
}
