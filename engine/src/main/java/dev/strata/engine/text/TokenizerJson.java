package dev.strata.engine.text;

import dev.strata.engine.gguf.BadModel;
import java.util.HashSet;
import java.util.Set;

/**
 * A vocabulary as the tokenizer.json that the tokenizers library reads.
 *
 * <p>Control tokens are not in it, neither as words nor as results of merges: what is not there
 * cannot come out of text.
 */
final class TokenizerJson {
    private final BpeVocabulary vocabulary;
    private final Set<String> reachable = new HashSet<>();
    private final StringBuilder out;

    private TokenizerJson(BpeVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.out = new StringBuilder(vocabulary.tokens().size() * 48);
    }

    static String of(BpeVocabulary vocabulary) {
        return new TokenizerJson(vocabulary).write();
    }

    private String write() {
        out.append("{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[");
        addedTokens();
        out.append("],\"normalizer\":")
                .append(vocabulary.pre().composed() ? "{\"type\":\"NFC\"}" : "null")
                .append(",\"pre_tokenizer\":")
                .append(vocabulary.pre().json())
                .append(",\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"BPE\"")
                .append(",\"dropout\":null,\"unk_token\":null,\"continuing_subword_prefix\":null")
                .append(",\"end_of_word_suffix\":null,\"fuse_unk\":false,\"byte_fallback\":false")
                .append(",\"ignore_merges\":")
                .append(vocabulary.pre().wholeWords())
                .append(",\"vocab\":{");
        words();
        out.append("},\"merges\":[");
        merges();
        return out.append("]}}").toString();
    }

    private void addedTokens() {
        var separator = "";
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.kinds().get(id) == TokenKind.USER_DEFINED) {
                out.append(separator).append("{\"id\":").append(id).append(",\"content\":");
                quote(vocabulary.tokens().get(id), out);
                out.append(",\"single_word\":false,\"lstrip\":false,\"rstrip\":false")
                        .append(",\"normalized\":false,\"special\":false}");
                separator = ",";
            }
        }
    }

    private void words() {
        var separator = "";
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            var token = vocabulary.tokens().get(id);
            switch (vocabulary.kinds().get(id)) {
                case NORMAL, USER_DEFINED, BYTE -> {
                    reachable.add(token);
                    out.append(separator);
                    quote(token, out);
                    out.append(':').append(id);
                    separator = ",";
                }
                case CONTROL, UNKNOWN, UNUSED -> {}
            }
        }
    }

    private void merges() {
        var all = new HashSet<>(vocabulary.tokens());
        var separator = "";
        for (var merge : vocabulary.merges()) {
            int gap = merge.indexOf(' ', 1);
            var left = gap < 0 ? merge : merge.substring(0, gap);
            var right = gap < 0 ? "" : merge.substring(gap + 1);
            if (right.isEmpty() || !all.contains(left + right)) {
                throw BadModel.of(
                        "metadata 'tokenizer.ggml.merges'",
                        "holds a merge that makes no token",
                        "two tokens that together are one",
                        "'" + merge + "'",
                        "use another model file");
            }
            if (reachable.contains(left)
                    && reachable.contains(right)
                    && reachable.contains(left + right)) {
                out.append(separator).append('[');
                quote(left, out);
                out.append(',');
                quote(right, out);
                out.append(']');
                separator = ",";
            }
        }
    }

    /** A JSON string of {@code text}. */
    static String quote(String text) {
        var out = new StringBuilder(text.length() + 2);
        quote(text, out);
        return out.toString();
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
