/** The feed's work on rows, done by Apache Spark; algorithms are the feed's own. */
@NullMarked
package dev.strata.feed.spark;

import org.jspecify.annotations.NullMarked;
