/** Reads a settings file and names every wrong property by its full path. */
@NullMarked
package dev.strata.router.settings;

import org.jspecify.annotations.NullMarked;
