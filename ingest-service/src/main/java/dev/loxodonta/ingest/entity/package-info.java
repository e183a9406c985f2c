/**
 * The gRPC service of entities, a class per method behind {@link
 * dev.loxodonta.ingest.entity.EntityEndpoint}. {@link dev.loxodonta.ingest.entity.EntityWriter} is
 * the transaction of a write: entity, mapping, links, saga and request in one. What goes to other
 * stores afterwards is the business of {@code ingest.saga}. Thread-safe; nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.entity;

import org.jspecify.annotations.NullMarked;
