/** Finds private data in text, in time linear in its length, and fails closed. */
@NullMarked
package dev.strata.router.privacy;

import org.jspecify.annotations.NullMarked;
