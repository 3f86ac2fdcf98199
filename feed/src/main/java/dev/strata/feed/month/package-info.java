/** One month's rows, from what was captured to what is published. */
@NullMarked
package dev.strata.feed.month;

import org.jspecify.annotations.NullMarked;
