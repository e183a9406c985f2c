/**
 * Neo4j as a store that entities are brought to: a node for each, merged by its property {@code
 * uuid}. {@link dev.loxodonta.ingest.saga.neo4j.Neo4jParticipant} is there when {@code
 * loxodonta.saga.neo4j.uri} is set. Relationships and further properties of a node are left alone
 * until its entity is deleted. Connections are opened with the first write.
 */
@NullMarked
package dev.loxodonta.ingest.saga.neo4j;

import org.jspecify.annotations.NullMarked;
