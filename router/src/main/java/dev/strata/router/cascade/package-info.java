/** Judges an answer by its own log-probabilities while it streams: commit it, or hand it up. */
@NullMarked
package dev.strata.router.cascade;

import org.jspecify.annotations.NullMarked;
