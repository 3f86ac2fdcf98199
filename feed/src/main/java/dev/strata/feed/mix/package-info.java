/** Chooses the rows of a month: what stays, what comes, and what each is used for. */
@NullMarked
package dev.strata.feed.mix;

import org.jspecify.annotations.NullMarked;
