/** What people read about a dataset: a page and a card. */
@NullMarked
package dev.strata.feed.report;

import org.jspecify.annotations.NullMarked;
