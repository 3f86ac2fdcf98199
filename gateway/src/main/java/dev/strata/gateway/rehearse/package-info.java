/**
 * A start of the gateway for the JVM to remember: made once where the image is built, with a tier
 * and clients of its own.
 */
@NullMarked
package dev.strata.gateway.rehearse;

import org.jspecify.annotations.NullMarked;
