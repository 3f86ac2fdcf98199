/** The page for those who run the mesh: what happens now, on a port and with a key of its own. */
@NullMarked
package dev.strata.gateway.console;

import org.jspecify.annotations.NullMarked;
