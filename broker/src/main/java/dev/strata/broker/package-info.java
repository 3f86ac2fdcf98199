/** A Kafka broker of one node in a process of its own, for machines without a Kafka cluster. */
@NullMarked
package dev.strata.broker;

import org.jspecify.annotations.NullMarked;
