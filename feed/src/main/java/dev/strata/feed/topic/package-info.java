/** Offsets of a topic, read exactly once over: from here to there, never further. */
@NullMarked
package dev.strata.feed.topic;

import org.jspecify.annotations.NullMarked;
