/** The commands behind {@code ./strata}. */
@NullMarked
package dev.strata.cli;

import org.jspecify.annotations.NullMarked;
