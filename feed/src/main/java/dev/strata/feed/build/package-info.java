/** Decides, event by event, what becomes a row, and counts why the rest does not. */
@NullMarked
package dev.strata.feed.build;

import org.jspecify.annotations.NullMarked;
