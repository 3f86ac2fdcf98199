/**
 * Models that come as folders (safetensors, ORT-GenAI, optimum, transformers.js), read for their
 * weights, sizes and text, and written as one GGUF file.
 */
@NullMarked
package dev.strata.engine.layout;

import org.jspecify.annotations.NullMarked;
