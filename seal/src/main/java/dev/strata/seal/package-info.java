/** Private content under a key that only the private zone can undo. */
@NullMarked
package dev.strata.seal;

import org.jspecify.annotations.NullMarked;
