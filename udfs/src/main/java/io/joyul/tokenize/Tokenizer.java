package io.joyul.tokenize;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text to token ids and back, as a Hugging Face {@code tokenizer.json} says. Gives the ids, offsets and words that
 * Hugging Face's own implementation gives; a file that asks for a part which is not built here is refused, by the name
 * of the part, when it is read. Safe to share between threads.
 */
public final class Tokenizer {
    private final Parts parts;
    private final Map<String, Integer> ids;
    private final @Nullable String[] tokens;
    private final Set<Integer> skippedInDecoding = new HashSet<>();
    private final ThreadLocal<Pass> idPass;
    private final ThreadLocal<Pass> offsetPass;

    Tokenizer(Parts parts) {
        this.parts = parts;
        this.ids = new HashMap<>(parts.model().vocabulary());
        for (AddedToken token : parts.addedTokens()) {
            ids.put(token.content(), token.id());
            if (token.special()) {
                skippedInDecoding.add(token.id());
            }
        }
        int largest = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        this.tokens = new @Nullable String[largest + 1];
        ids.forEach((token, id) -> tokens[id] = token);
        AddedTokenMatcher raw = parts.rawMatcher();
        AddedTokenMatcher normalized = parts.normalizedMatcher();
        this.idPass = ThreadLocal.withInitial(() -> new Pass(parts, raw, normalized, Detail.IDS));
        this.offsetPass = ThreadLocal.withInitial(() -> new Pass(parts, raw, normalized, Detail.OFFSETS));
    }

    /**
     * Reads the content of a {@code tokenizer.json}.
     *
     * @throws JoyulException with {@code FILE_CORRUPT} when it is not JSON, with {@code TOKENIZER_UNSUPPORTED} when any
     *     part of it is not supported here
     */
    public static Tokenizer fromJson(String json) {
        return new Tokenizer(TokenizerReader.read(json));
    }

    /** This tokenizer with another truncation and padding for {@link #encode(String)}; null turns one off. */
    public Tokenizer with(@Nullable Truncation truncation, @Nullable Padding padding) {
        return new Tokenizer(parts.with(truncation, padding));
    }

    /**
     * The ids of a text with its special tokens, cut at the end to {@code maxLength} ids in all. The fast path: the
     * truncation and padding of the file play no part.
     *
     * @throws JoyulException with {@code CONFIG_INVALID} when {@code maxLength} has no room for the special tokens
     */
    public int[] encode(String text, int maxLength) {
        int room = room(maxLength, parts.postProcessor().single());
        TokenBuffer found = idPass.get().run(text);
        return parts.postProcessor().layOut(found.ids, Math.min(found.size, room));
    }

    /** How many ids {@link #encode(String, int)} would give without a limit. */
    public int length(String text) {
        return idPass.get().run(text).size
                + TemplateProcessing.added(parts.postProcessor().single());
    }

    /** A text with everything known about its tokens, truncated and padded as the file says. */
    public Encoding encode(String text) {
        return finish(parts.postProcessor().single(), sequence(text), null);
    }

    /** Two texts that are read together, truncated and padded as the file says. */
    public Encoding encode(String first, String second) {
        return finish(parts.postProcessor().pair(), sequence(first), sequence(second));
    }

    private Encoding sequence(String text) {
        return Encoding.ofTokens(offsetPass.get().run(text));
    }

    private Encoding finish(List<TemplateProcessing.Piece> layout, Encoding first, @Nullable Encoding second) {
        Encoding one = first;
        Encoding two = second == null ? first.slice(0, 0) : second;
        Truncation truncation = parts.truncation();
        if (truncation != null) {
            int room = room(truncation.maxLength(), layout);
            int[] shares = truncation.share(one.length(), two.length(), room);
            one = truncation.cut(one, shares[0]);
            two = truncation.cut(two, shares[1]);
        }
        Encoding all = TemplateProcessing.layOut(layout, one, two);
        return parts.padding() == null ? all : parts.padding().apply(all);
    }

    private static int room(int maxLength, List<TemplateProcessing.Piece> layout) {
        int added = TemplateProcessing.added(layout);
        if (maxLength < added) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "a max length of " + maxLength + " tokens has no room for the " + added
                            + " special tokens around every text; allow more");
        }
        return maxLength - added;
    }

    /** The text of ids, special tokens left out; ids outside the vocabulary are left out too. */
    public String decode(int[] encoded) {
        List<String> kept = new ArrayList<>();
        for (int id : encoded) {
            String token = tokenOf(id);
            if (token != null && !skippedInDecoding.contains(id)) {
                kept.add(token);
            }
        }
        Decoder decoder = parts.decoder();
        return decoder == null ? String.join(" ", kept) : decoder.decode(kept);
    }

    /** One more than the largest id: the rows that an embedding needs. */
    public int vocabularySize() {
        return tokens.length;
    }

    /** The id of a token, or null when the vocabulary does not have it. */
    public @Nullable Integer idOf(String token) {
        return ids.get(token);
    }

    /** The token of an id, or null when there is none. */
    public @Nullable String tokenOf(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : null;
    }

    /**
     * The tokens that a BERT-type model needs.
     *
     * @throws JoyulException with {@code TOKENIZER_UNSUPPORTED} when the vocabulary lacks one
     */
    public SpecialTokens specialTokens() {
        return new SpecialTokens(
                special("[PAD]"), special(parts.unknown()), special("[CLS]"), special("[SEP]"), special("[MASK]"));
    }

    private int special(String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw new JoyulException(
                    ErrorCode.TOKENIZER_UNSUPPORTED,
                    "the tokenizer has no token " + token + " among its " + ids.size() + "; training needs [PAD], "
                            + parts.unknown() + ", [CLS], [SEP] and [MASK]");
        }
        return id;
    }

    @Override
    public String toString() {
        return "Tokenizer of " + ids.size() + " tokens, specials "
                + Arrays.toString(skippedInDecoding.stream().sorted().toArray());
    }
}
