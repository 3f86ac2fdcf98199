/**
 * What processes of Strata share: that one is ready, that it ends with its parent, that one alone
 * uses a thing.
 */
@NullMarked
package dev.strata.process;

import org.jspecify.annotations.NullMarked;
