package io.joyul.tokenize;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The decoders that files ask for, each doing what Hugging Face's of the same name does. */
final class Decoders {
    private Decoders() {}

    /** One after another. */
    static Decoder sequence(List<Decoder> decoders) {
        return tokens -> {
            List<String> current = tokens;
            for (Decoder decoder : decoders) {
                current = decoder.decode(current);
            }
            return current;
        };
    }

    /** Bytes written as GPT-2's characters; a token that holds any other character stands for itself. */
    static Decoder byteLevel() {
        return tokens -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (String token : tokens) {
                boolean known = token.chars().allMatch(unit -> ByteSymbols.value((char) unit) >= 0);
                if (known) {
                    token.chars().forEach(unit -> bytes.write(ByteSymbols.value((char) unit)));
                } else {
                    bytes.writeBytes(token.getBytes(StandardCharsets.UTF_8));
                }
            }
            return List.of(bytes.toString(StandardCharsets.UTF_8));
        };
    }

    /** Runs of tokens such as {@code <0xEA>} as UTF-8; where they are none, a replacement character for each. */
    static Decoder byteFallback() {
        return tokens -> {
            List<String> decoded = new ArrayList<>();
            ByteArrayOutputStream run = new ByteArrayOutputStream();
            for (String token : tokens) {
                if (token.matches("<0x[0-9A-Fa-f]{2}>")) {
                    run.write(Integer.parseInt(token.substring(3, 5), 16));
                } else {
                    flush(run, decoded);
                    decoded.add(token);
                }
            }
            flush(run, decoded);
            return decoded;
        };
    }

    private static void flush(ByteArrayOutputStream run, List<String> decoded) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(run.toByteArray()))
                    .toString();
            if (!text.isEmpty()) {
                decoded.add(text);
            }
        } catch (CharacterCodingException e) {
            decoded.addAll(
                    IntStream.range(0, run.size()).mapToObj(i -> "\uFFFD").toList());
        }
        run.reset();
    }

    /** Marks back to spaces; the one that was put before the text is taken off. */
    static Decoder metaspace(char mark, Metaspace.Scheme scheme) {
        return tokens -> IntStream.range(0, tokens.size())
                .mapToObj(i -> {
                    boolean drop = i == 0 && scheme != Metaspace.Scheme.NEVER;
                    return tokens.get(i).replace(String.valueOf(mark), drop ? "" : " ");
                })
                .toList();
    }

    /** The end mark of a word to a space, but for the last word. */
    static Decoder wordEnds(String suffix) {
        return tokens -> IntStream.range(0, tokens.size())
                .mapToObj(i -> suffix.isEmpty()
                        ? tokens.get(i)
                        : tokens.get(i).replace(suffix, i == tokens.size() - 1 ? "" : " "))
                .toList();
    }

    /** All tokens as one. */
    static Decoder fuse() {
        return tokens -> List.of(String.join("", tokens));
    }

    /** Up to so many of one character off the ends of each token. */
    static Decoder strip(char unit, int atStart, int atEnd) {
        return tokens -> tokens.stream()
                .map(token -> {
                    int from = 0;
                    while (from < atStart && from < token.length() && token.charAt(from) == unit) {
                        from++;
                    }
                    int to = token.length();
                    while (token.length() - to < atEnd && to > from && token.charAt(to - 1) == unit) {
                        to--;
                    }
                    return token.substring(from, to);
                })
                .toList();
    }

    /** Each match of a pattern in a token by a text. */
    static Decoder replace(TextPattern pattern, String content) {
        return tokens -> tokens.stream()
                .map(token -> {
                    StringBuilder text = new StringBuilder();
                    int[] done = {0};
                    pattern.find(token.toCharArray(), 0, token.length(), (start, end) -> {
                        text.append(token, done[0], start).append(content);
                        done[0] = end;
                    });
                    return text.append(token, done[0], token.length()).toString();
                })
                .toList();
    }
}
