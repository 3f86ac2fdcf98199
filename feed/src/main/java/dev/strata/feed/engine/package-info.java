/** Where the work on single rows is done: on this machine, or on a cluster. */
@NullMarked
package dev.strata.feed.engine;

import org.jspecify.annotations.NullMarked;
