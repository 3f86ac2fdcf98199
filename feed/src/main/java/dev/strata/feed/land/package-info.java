/** Traffic's own record: what a topic held, in files, under keys that can be destroyed. */
@NullMarked
package dev.strata.feed.land;

import org.jspecify.annotations.NullMarked;
