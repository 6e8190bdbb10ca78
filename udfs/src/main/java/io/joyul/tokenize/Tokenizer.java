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
    private final Set<Integer> skippedInDecoding;
    private final ThreadLocal<Pass> idPass;
    private final ThreadLocal<Pass> offsetPass;

    private Tokenizer(Parts parts, Tokenizer same) {
        this.parts = parts;
        this.ids = same.ids;
        this.tokens = same.tokens;
        this.skippedInDecoding = same.skippedInDecoding;
        this.idPass = same.idPass;
        this.offsetPass = same.offsetPass;
    }

    Tokenizer(Parts parts) {
        this.parts = parts;
        this.skippedInDecoding = new HashSet<>();
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
        this.idPass = ThreadLocal.withInitial(() -> new Pass(parts, raw, normalized, parts.detailForIds()));
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
        return new Tokenizer(parts.with(truncation, padding), this);
    }

    /**
     * The ids of a text with its special tokens, cut at the end to {@code maxLength} ids in all. The fast path: the
     * truncation and padding of the file play no part.
     *
     * @throws JoyulException with {@code CONFIG_INVALID} when {@code maxLength} has no room for the special tokens
     */
    public int[] encode(String text, int maxLength) {
        TemplateProcessing.Layout layout = parts.postProcessor().single();
        int room = layout.room(maxLength);
        TokenBuffer found = idPass.get().run(text);
        return layout.lay(found.ids, Math.min(found.size, room));
    }

    /** How many ids {@link #encode(String, int)} would give without a limit. */
    public int length(String text) {
        return idPass.get().run(text).size + parts.postProcessor().single().added();
    }

    /** A text with everything known about its tokens, truncated and padded as the file says. */
    public Encoding encode(String text) {
        TemplateProcessing.Layout layout = parts.postProcessor().single();
        Truncation truncation = parts.truncation();
        TokenBuffer found = offsetPass.get().run(text);
        boolean whole = truncation == null || found.size <= layout.room(truncation.maxLength());
        if (whole && parts.padding() == null && parts.trimming() == null) {
            // What most callers ask for, without an intermediate encoding for each part.
            return layout.lay(found);
        }
        return finish(layout, Encoding.ofTokens(found), null);
    }

    /** Two texts that are read together, truncated and padded as the file says. */
    public Encoding encode(String first, String second) {
        return finish(parts.postProcessor().pair(), sequence(first), sequence(second));
    }

    private Encoding sequence(String text) {
        return Encoding.ofTokens(offsetPass.get().run(text));
    }

    private Encoding finish(TemplateProcessing.Layout layout, Encoding first, @Nullable Encoding second) {
        Encoding one = first;
        Encoding two = second == null ? first.slice(0, 0) : second;
        Truncation truncation = parts.truncation();
        if (truncation != null) {
            int room = layout.room(truncation.maxLength());
            int[] shares = truncation.share(one.length(), two.length(), room);
            one = truncation.cut(one, shares[0]);
            two = truncation.cut(two, shares[1]);
        }
        trim(one);
        trim(two);
        Encoding all = layout.lay(one, two);
        return parts.padding() == null ? all : parts.padding().apply(all);
    }

    private void trim(Encoding window) {
        if (parts.trimming() != null) {
            parts.trimming().trim(window.ids(), window.starts(), window.ends());
            window.overflowing().forEach(this::trim);
        }
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
        return decoder == null ? String.join(" ", kept) : String.join("", decoder.decode(kept));
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
     * The tokens that a BERT-type model needs, under BERT's names or RoBERTa's.
     *
     * @throws JoyulException with {@code TOKENIZER_UNSUPPORTED} when the vocabulary lacks one
     */
    public SpecialTokens specialTokens() {
        String unknown = tokenOf(parts.model().unknown());
        return new SpecialTokens(
                special("[PAD]", "<pad>"),
                special(unknown == null ? "[UNK]" : unknown, "<unk>"),
                special("[CLS]", "<s>"),
                special("[SEP]", "</s>"),
                special("[MASK]", "<mask>"));
    }

    private int special(String token, String otherName) {
        Integer id = ids.getOrDefault(token, ids.get(otherName));
        if (id == null) {
            throw new JoyulException(
                    ErrorCode.TOKENIZER_UNSUPPORTED,
                    "the tokenizer has neither " + token + " nor " + otherName + " among its " + ids.size()
                            + " tokens; training needs [PAD], [UNK], [CLS], [SEP] and [MASK], or <pad>, <unk>, <s>,"
                            + " </s> and <mask>");
        }
        return id;
    }

    @Override
    public String toString() {
        return "Tokenizer of " + ids.size() + " tokens, specials "
                + Arrays.toString(skippedInDecoding.stream().sorted().toArray());
    }
}
