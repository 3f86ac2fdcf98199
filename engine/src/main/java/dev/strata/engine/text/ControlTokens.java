package dev.strata.engine.text;

import dev.strata.engine.text.RenderedPrompt.Control;
import dev.strata.engine.text.RenderedPrompt.Piece;
import dev.strata.engine.text.RenderedPrompt.Plain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The control tokens of a vocabulary, by how they read.
 *
 * @param pattern matches any of them, the longest first
 */
record ControlTokens(Map<String, Integer> idBySpelling, Pattern pattern) {

    static ControlTokens of(Vocabulary vocabulary) {
        var idBySpelling = new TreeMap<String, Integer>();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.isControl(id) && !vocabulary.tokens().get(id).isEmpty()) {
                idBySpelling.put(vocabulary.tokens().get(id), id);
            }
        }
        return of(idBySpelling);
    }

    static ControlTokens of(Map<String, Integer> idBySpelling) {
        var alternatives =
                idBySpelling.keySet().stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|"));
        // A vocabulary without control tokens gets an expression that matches nothing.
        var pattern = Pattern.compile(alternatives.isEmpty() ? "(?!)" : alternatives);
        return new ControlTokens(Map.copyOf(idBySpelling), pattern);
    }

    /**
     * Cuts a rendered template at its control tokens; the text between goes through {@code plain}.
     */
    RenderedPrompt cut(String rendered, UnaryOperator<String> plain) {
        List<Piece> pieces = new ArrayList<>();
        var matcher = pattern.matcher(rendered);
        int from = 0;
        while (matcher.find()) {
            if (matcher.start() > from) {
                pieces.add(new Plain(plain.apply(rendered.substring(from, matcher.start()))));
            }
            pieces.add(new Control(matcher.group(), id(matcher.group())));
            from = matcher.end();
        }
        if (from < rendered.length()) {
            pieces.add(new Plain(plain.apply(rendered.substring(from))));
        }
        return new RenderedPrompt(pieces);
    }

    private int id(String spelling) {
        var id = idBySpelling.get(spelling);
        if (id == null) {
            throw new IllegalStateException("no control token reads " + spelling);
        }
        return id;
    }
}
