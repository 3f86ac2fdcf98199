/** What an answer must be to be worth learning, and how good it is. */
@NullMarked
package dev.strata.feed.quality;

import org.jspecify.annotations.NullMarked;
