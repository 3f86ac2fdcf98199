/** Safetensors files: a header of names, types and places, and the numbers that it speaks of. */
@NullMarked
package dev.strata.engine.safetensors;

import org.jspecify.annotations.NullMarked;
