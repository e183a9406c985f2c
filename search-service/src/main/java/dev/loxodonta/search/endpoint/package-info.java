/**
 * The gRPC face of searching: {@link dev.loxodonta.search.endpoint.SearchEndpoint} checks, maps and
 * calls. What a request asks for is read in {@code query} and {@code scatter}; what it finds comes
 * from {@code dev.loxodonta.search.ProjectSearch}. Mappers are pure. Handlers run on the
 * transport's threads and never block.
 */
@NullMarked
package dev.loxodonta.search.endpoint;

import org.jspecify.annotations.NullMarked;
