/**
 * A language model on ONNX Runtime: submit token ids, receive tokens with their log-probabilities.
 *
 * <p>This package is the public API; the packages below it are its parts. Plain Java: no Quarkus,
 * no CDI, no gRPC, no Kafka.
 */
@NullMarked
package dev.strata.engine;

import org.jspecify.annotations.NullMarked;
