/** Append-only segments on disk: what was forced survives a power cut and is read back in order. */
@NullMarked
package dev.strata.gateway.capture.spool;

import org.jspecify.annotations.NullMarked;
