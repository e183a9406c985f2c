/**
 * Tiers that follow how lately projects are searched. {@link dev.loxodonta.router.tier.TierAdvisor}
 * is the duty that compares the one with the other; {@link
 * dev.loxodonta.router.tier.PrewarmIndexes} is the operation that reads the indexes of a hot
 * project into the memory of its servers. What a tier means and how it is set is said in {@code
 * project}, how indexes change in {@code index}.
 */
@NullMarked
package dev.loxodonta.router.tier;

import org.jspecify.annotations.NullMarked;
