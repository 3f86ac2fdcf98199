/** Tiny, valid models with random weights, for tests and for a mesh that needs no download. */
@NullMarked
package dev.strata.engine.tiny;

import org.jspecify.annotations.NullMarked;
