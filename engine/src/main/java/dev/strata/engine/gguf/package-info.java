/**
 * GGUF model files, read in place: metadata, tensors, and the exact meaning of their block formats.
 */
@NullMarked
package dev.strata.engine.gguf;

import org.jspecify.annotations.NullMarked;
