/** Keeps a conversation that was private private: stored prefixes and a signed token. */
@NullMarked
package dev.strata.router.conversation;

import org.jspecify.annotations.NullMarked;
