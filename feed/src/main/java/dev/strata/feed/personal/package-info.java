/** Replaces personal data by typed placeholders that stay the same throughout a row. */
@NullMarked
package dev.strata.feed.personal;

import org.jspecify.annotations.NullMarked;
