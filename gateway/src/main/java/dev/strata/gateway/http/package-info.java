/** What the APIs over HTTP share: bodies, JSON, server-sent events, and clients that leave. */
@NullMarked
package dev.strata.gateway.http;

import org.jspecify.annotations.NullMarked;
