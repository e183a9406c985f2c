/**
 * Qdrant as a store that entities are brought to: a point for each, in a collection for each kind
 * of vector (dimensions and metric), which is made when it is missing. {@link
 * dev.loxodonta.ingest.saga.qdrant.QdrantParticipant} is there when {@code
 * loxodonta.saga.qdrant.address} is set. Qdrant's own stubs are used over an unshaded Netty
 * channel. The connection is opened with the first write.
 */
@NullMarked
package dev.loxodonta.ingest.saga.qdrant;

import org.jspecify.annotations.NullMarked;
