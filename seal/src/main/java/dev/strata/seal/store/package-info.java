/**
 * Contents too large for an event: a claim check in the event, the content in a store.
 *
 * <p>A gateway puts a content, already sealed where it must be, and whoever reads events gets it
 * back as the same {@code Content} and goes on as with any other. Objects lie in a folder a day, so
 * that whole days are deleted once Kafka's own copies have expired.
 */
@NullMarked
package dev.strata.seal.store;

import org.jspecify.annotations.NullMarked;
