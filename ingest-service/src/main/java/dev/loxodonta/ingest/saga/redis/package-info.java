/**
 * Redis as a cache of entities: a key for each, with JSON and a time to live. {@link
 * dev.loxodonta.ingest.saga.redis.RedisParticipant} is there when {@code loxodonta.saga.redis.uri}
 * is set. What cannot be written is left out. The connection is opened with the first write and
 * opens itself anew when it broke.
 */
@NullMarked
package dev.loxodonta.ingest.saga.redis;

import org.jspecify.annotations.NullMarked;
