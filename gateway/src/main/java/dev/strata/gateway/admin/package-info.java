/** What operators ask of a gateway and change in it: keys, tenants, tiers, files of settings. */
@NullMarked
package dev.strata.gateway.admin;

import org.jspecify.annotations.NullMarked;
