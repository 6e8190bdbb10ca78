package io.joyul.augment;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A translator that knows given pairs and nothing else.
 *
 * @param pairs translations by direction and text
 */
public record PairTable(Map<Direction, Map<String, String>> pairs) implements Translator {
    public PairTable {
        pairs = Map.copyOf(pairs);
    }

    @Override
    public List<Optional<String>> translate(Direction direction, List<String> texts) {
        Map<String, String> known = pairs.getOrDefault(direction, Map.of());
        return texts.stream().map(text -> Optional.ofNullable(known.get(text))).toList();
    }
}
