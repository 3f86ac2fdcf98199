/** Guesses at an answer's next tokens, and whether verifying them pays. Pure but for its memory. */
@NullMarked
package dev.strata.engine.speculation;

import org.jspecify.annotations.NullMarked;
