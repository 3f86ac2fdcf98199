/** What happened to each request, on its way from memory over a spool on disk to Kafka. */
@NullMarked
package dev.strata.gateway.capture;

import org.jspecify.annotations.NullMarked;
