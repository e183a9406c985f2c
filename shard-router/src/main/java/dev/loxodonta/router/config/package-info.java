/**
 * The router's settings, one record per component, all under {@code loxodonta}. Defaults stand in
 * the records and nowhere else. The entry types are {@link
 * dev.loxodonta.router.config.CatalogConfig} and {@link dev.loxodonta.router.config.ClusterConfig}.
 * Immutable. Secrets come by file where one is named.
 */
@NullMarked
package dev.loxodonta.router.config;

import org.jspecify.annotations.NullMarked;
