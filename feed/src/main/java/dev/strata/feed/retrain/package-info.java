/** Refits the router on a month's outcomes, and says whether what came of it may be promoted. */
@NullMarked
package dev.strata.feed.retrain;

import org.jspecify.annotations.NullMarked;
