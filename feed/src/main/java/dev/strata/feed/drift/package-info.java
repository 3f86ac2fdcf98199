/** How much this month's rows differ from those of the month before. */
@NullMarked
package dev.strata.feed.drift;

import org.jspecify.annotations.NullMarked;
