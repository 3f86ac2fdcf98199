/** Measures the feed on generated documents, beside other programs. */
@NullMarked
package dev.strata.feed.bench;

import org.jspecify.annotations.NullMarked;
