package io.joyul.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.joyul.text.TextNormaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text and candidates. The candidates are a JSON array of texts, the label a JSON array with a whole number for each,
 * the higher the better, or the index of the only good one. A candidate column that is no array is one right answer,
 * whose rivals come from other rows.
 */
record RankingShape(TextNormaliser normaliser) implements RowShape {
    private static final int MOST = 1000;

    @Override
    public Shaped shape(RawRow.Fields row, String text) {
        String query = normaliser.normalise(text);
        if (row.pair() == null) {
            return new Bad(Reason.PAIR_MISSING);
        }
        Optional<ArrayNode> array = Values.array(row.pair());
        List<String> candidates = new ArrayList<>();
        if (array.isEmpty()) {
            candidates.add(normaliser.normalise(row.pair()));
        } else {
            Values.texts(row.pair())
                    .ifPresent(texts -> texts.forEach(candidate -> candidates.add(normaliser.normalise(candidate))));
        }
        if (query.isBlank() || candidates.isEmpty() || candidates.stream().anyMatch(String::isBlank)) {
            return new Bad(query.isBlank() ? Reason.TEXT_MISSING : Reason.PAIR_MISSING);
        }
        Optional<List<Integer>> relevances =
                array.isEmpty() ? Optional.of(List.of(1)) : relevances(row.label(), candidates.size());
        if (relevances.isEmpty() || candidates.size() > MOST) {
            return new Bad(Reason.WRONG_SHAPE);
        }
        boolean alike = relevances.get().stream().distinct().count() < 2;
        if (array.isPresent() && alike) {
            return new Bad(Reason.SAME_ANSWER);
        }
        return new Sound(
                query + "\n" + String.join("\n", candidates), new Content.Ranking(query, candidates, relevances.get()));
    }

    private static Optional<List<Integer>> relevances(@Nullable String label, int candidates) {
        Optional<JsonNode> node = label == null ? Optional.empty() : Values.tree(label);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> relevances = new ArrayList<>();
        if (node.get().isInt()) {
            int best = node.get().intValue();
            for (int i = 0; i < candidates; i++) {
                relevances.add(i == best ? 1 : 0);
            }
            return best >= 0 && best < candidates ? Optional.of(relevances) : Optional.empty();
        }
        for (JsonNode item : node.get()) {
            if (!item.isInt()) {
                return Optional.empty();
            }
            relevances.add(item.intValue());
        }
        return relevances.size() == candidates ? Optional.of(relevances) : Optional.empty();
    }
}
