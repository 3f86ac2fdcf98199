/** The monthly feed: what was captured becomes the next training set. */
@NullMarked
package dev.strata.feed;

import org.jspecify.annotations.NullMarked;
