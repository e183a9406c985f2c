/**
 * Keeps hits from being all alike. {@link dev.loxodonta.search.diversity.MaximalMarginalRelevance}
 * picks hits that are good and unlike those picked before; {@link
 * dev.loxodonta.search.diversity.Groups} picks the best few of each group. Both choose among ranked
 * candidates that are at hand. Everything here is pure and immutable, knows neither requests nor
 * the database, and is safe for any thread.
 */
@NullMarked
package dev.loxodonta.search.diversity;

import org.jspecify.annotations.NullMarked;
