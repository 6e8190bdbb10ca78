package io.joyul.tokenize;

/**
 * How short encodings are filled up.
 *
 * @param length tokens after filling; 0: as many as the encoding has
 * @param multipleOf the length is raised to a multiple of this; 0 for any length
 * @param direction the end at which padding goes
 * @param id of the padding token
 * @param typeId segment of the padding
 */
public record Padding(int length, int multipleOf, Truncation.Direction direction, int id, int typeId) {

    Encoding apply(Encoding encoding) {
        int target = length == 0 ? encoding.length() : length;
        if (multipleOf > 0 && target % multipleOf > 0) {
            target += multipleOf - target % multipleOf;
        }
        return fill(encoding, target);
    }

    private Encoding fill(Encoding encoding, int target) {
        Encoding filled = encoding;
        if (encoding.length() < target) {
            Encoding padding = Encoding.ofSpecial(id, typeId, target - encoding.length(), 0);
            filled = switch (direction) {
                case LEFT -> padding.followedBy(encoding);
                case RIGHT -> encoding.followedBy(padding);
            };
        }
        return filled.withOverflowing(encoding.overflowing().stream()
                .map(window -> fill(window, target))
                .toList());
    }
}
