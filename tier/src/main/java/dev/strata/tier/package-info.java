/** What both tier services share: configuration; below it the models and the gRPC adapter. */
@NullMarked
package dev.strata.tier;

import org.jspecify.annotations.NullMarked;
