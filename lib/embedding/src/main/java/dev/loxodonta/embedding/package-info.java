/**
 * Embedding models behind one interface: texts in, vectors out. The entry type is {@link
 * dev.loxodonta.embedding.EmbedderCatalog}, a bean that finds an {@link
 * dev.loxodonta.embedding.Embedder} by the name of its model. Nothing here computes on the caller's
 * thread: the local model has threads of its own, and results are signalled on them, so what
 * follows must not block. Models behind OpenAI's HTTP interface are in {@code endpoint}. Errors are
 * {@link dev.loxodonta.embedding.EmbeddingException}s with a reason. Nothing here knows gRPC,
 * projects or PostgreSQL.
 */
@NullMarked
package dev.loxodonta.embedding;

import org.jspecify.annotations.NullMarked;
