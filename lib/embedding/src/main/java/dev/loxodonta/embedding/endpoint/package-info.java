/**
 * Embedding models behind an HTTP interface like OpenAI's. {@link
 * dev.loxodonta.embedding.endpoint.EndpointEmbedder} is one of them, made for each {@link
 * dev.loxodonta.embedding.endpoint.EndpointConfig}: it splits calls into requests, bounds, spaces
 * and repeats them, and rests after failures; {@link
 * dev.loxodonta.embedding.endpoint.EndpointClient} makes one request through {@link
 * dev.loxodonta.embedding.endpoint.JsonEndpoint}, which others that post JSON use as well, {@link
 * dev.loxodonta.embedding.endpoint.EmbeddingJson} reads and checks what it brings. Thread-safe,
 * non-blocking. Results are signalled on the HTTP client's threads.
 */
@NullMarked
package dev.loxodonta.embedding.endpoint;

import org.jspecify.annotations.NullMarked;
