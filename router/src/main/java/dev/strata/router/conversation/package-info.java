/**
 * Keeps what a conversation needed, private or hard, for its next turns: stored prefixes and a
 * signed token.
 */
@NullMarked
package dev.strata.router.conversation;

import org.jspecify.annotations.NullMarked;
