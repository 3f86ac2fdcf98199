/** Lets requests in or sheds them early, with the reason and when to come again. */
@NullMarked
package dev.strata.gateway.admit;

import org.jspecify.annotations.NullMarked;
