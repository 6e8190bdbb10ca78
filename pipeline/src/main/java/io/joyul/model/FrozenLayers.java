package io.joyul.model;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lower part of an encoder that training leaves as it is: nothing, or the embeddings and so many of the lowest
 * layers.
 *
 * @param depth −1: nothing; 0: the embeddings; n: the embeddings and the lowest n layers
 */
public record FrozenLayers(int depth) implements Serializable {
    /** All is trained. */
    public static final FrozenLayers NONE = new FrozenLayers(-1);

    private static final Pattern EMBEDDINGS = Pattern.compile("(?:\\w+\\.)?embeddings\\..*");
    private static final Pattern LAYER = Pattern.compile("(?:\\w+\\.)?encoder\\.layer\\.(\\d+)\\..*");

    public FrozenLayers {
        if (depth < -1) {
            throw new IllegalArgumentException(depth + " layers cannot be frozen");
        }
    }

    /** The embeddings and the lowest layers. */
    public static FrozenLayers embeddingsAnd(int layers) {
        return new FrozenLayers(layers);
    }

    /** Whether anything is frozen. */
    public boolean any() {
        return depth >= 0;
    }

    /** How many layers are frozen. */
    public int layers() {
        return Math.max(0, depth);
    }

    /** Whether a parameter lies in the frozen part, by its Hugging Face name. */
    public boolean covers(String parameter) {
        if (!any()) {
            return false;
        }
        Matcher layer = LAYER.matcher(parameter);
        return layer.matches()
                ? Integer.parseInt(layer.group(1)) < depth
                : EMBEDDINGS.matcher(parameter).matches();
    }
}
