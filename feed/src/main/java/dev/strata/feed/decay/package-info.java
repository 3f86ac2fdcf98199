/** How fast models lose quality, from one evaluation a month. */
@NullMarked
package dev.strata.feed.decay;

import org.jspecify.annotations.NullMarked;
