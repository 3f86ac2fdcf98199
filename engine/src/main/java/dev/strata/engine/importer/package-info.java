/** GGUF files as ONNX graphs, made once and kept in a cache keyed by the file's content. */
@NullMarked
package dev.strata.engine.importer;

import org.jspecify.annotations.NullMarked;
