/**
 * Answers that satisfy a JSON schema by construction: a schema becomes a byte automaton, and a
 * state of the automaton becomes a mask over the vocabulary.
 */
@NullMarked
package dev.strata.engine.constraint;

import org.jspecify.annotations.NullMarked;
