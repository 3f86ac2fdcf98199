/**
 * The core behind both faces: routes a request, tries tiers unseen until an answer is committed,
 * streams it, and says what happened.
 */
@NullMarked
package dev.strata.gateway.chat;

import org.jspecify.annotations.NullMarked;
