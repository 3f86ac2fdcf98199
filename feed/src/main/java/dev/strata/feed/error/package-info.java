/** What the feed says when it cannot. */
@NullMarked
package dev.strata.feed.error;

import org.jspecify.annotations.NullMarked;
