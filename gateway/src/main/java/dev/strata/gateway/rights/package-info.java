/** What users and subjects say after an answer: judgements, consent, erasure; durable at once. */
@NullMarked
package dev.strata.gateway.rights;

import org.jspecify.annotations.NullMarked;
