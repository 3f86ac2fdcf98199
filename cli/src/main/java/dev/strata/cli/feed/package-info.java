/** {@code ./strata feed}: the monthly feed, in a process of its own. */
@NullMarked
package dev.strata.cli.feed;

import org.jspecify.annotations.NullMarked;
