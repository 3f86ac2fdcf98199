/** Transformer graphs in the ONNX file format. */
@NullMarked
package dev.strata.engine.graph;

import org.jspecify.annotations.NullMarked;
