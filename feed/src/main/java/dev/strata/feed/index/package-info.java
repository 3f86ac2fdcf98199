/** What a dataset remembers of all rows that ever entered it or one before it. */
@NullMarked
package dev.strata.feed.index;

import org.jspecify.annotations.NullMarked;
