/** ONNX Runtime through its C API: sessions, tensors over caller's memory, and bindings of both. */
@NullMarked
package dev.strata.engine.onnx;

import org.jspecify.annotations.NullMarked;
