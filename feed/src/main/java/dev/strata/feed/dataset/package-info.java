/**
 * A dataset on disk: rows, where each came from, and a manifest; there as a whole or not at all.
 */
@NullMarked
package dev.strata.feed.dataset;

import org.jspecify.annotations.NullMarked;
