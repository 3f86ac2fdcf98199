/** The files of settings that are read again while the gateway runs. */
@NullMarked
package dev.strata.gateway.reload;

import org.jspecify.annotations.NullMarked;
