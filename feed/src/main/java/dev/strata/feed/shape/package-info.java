/** Rows as trainers read them: the shapes of TRL. */
@NullMarked
package dev.strata.feed.shape;

import org.jspecify.annotations.NullMarked;
