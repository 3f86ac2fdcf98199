/** The gRPC face: {@code strata.chat.v1.Chat}. */
@NullMarked
package dev.strata.gateway.grpc;

import org.jspecify.annotations.NullMarked;
