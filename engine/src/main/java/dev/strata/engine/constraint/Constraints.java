package dev.strata.engine.constraint;

import dev.strata.engine.EngineException;
import dev.strata.engine.text.Tokenizer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiled schemas of one model: each is compiled once and kept while it is among the last
 * used.
 *
 * <p>Thread-safe. What it returns belongs to one thread at a time, the engine's.
 */
public final class Constraints {
    private static final int KEPT = 8;

    private final Tokenizer tokenizer;
    private final Map<String, Constraint> compiled =
            new LinkedHashMap<>(16, .75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Constraint> eldest) {
                    return size() > KEPT;
                }
            };
    private @Nullable Vocabulary vocabulary;

    public Constraints(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * The constraint that {@code schema} says. The first one reads the vocabulary, which takes some
     * tenths of a second for 150,000 tokens.
     *
     * @param schema JSON schema, as text
     * @throws EngineException INVALID_REQUEST where it cannot be held by construction; the message
     *     names the place in the schema
     */
    public synchronized Constraint of(String schema) {
        Constraint known = compiled.get(schema);
        if (known == null) {
            known = new Constraint(compile(schema), vocabulary());
            compiled.put(schema, known);
        }
        return known;
    }

    private static Automaton compile(String schema) {
        try {
            return SchemaCompiler.compile(schema);
        } catch (StackOverflowError _) {
            // A part of it is written out too long; the service itself is sound.
            throw BadSchema.of(
                    "#",
                    "is too large",
                    "names, constants and patterns of fewer characters",
                    schema.length() + " characters in all",
                    "shorten the longest");
        }
    }

    private Vocabulary vocabulary() {
        Vocabulary known = vocabulary;
        if (known == null) {
            known = Vocabulary.of(tokenizer);
            vocabulary = known;
        }
        return known;
    }
}
