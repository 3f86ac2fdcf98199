/** Keeps what models are evaluated on out of what they learn. */
@NullMarked
package dev.strata.feed.evaluation;

import org.jspecify.annotations.NullMarked;
