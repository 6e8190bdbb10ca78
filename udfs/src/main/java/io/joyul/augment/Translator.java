package io.joyul.augment;

import java.util.List;
import java.util.Optional;

/** Translates texts. May be called by several threads at once. */
public interface Translator {
    /**
     * The translations of some texts.
     *
     * @return as many as there are texts, in their order; nothing for a text that this translator has none for
     * @throws io.joyul.error.JoyulException when there is no getting an answer
     */
    List<Optional<String>> translate(Direction direction, List<String> texts);
}
