/**
 * Talking to the shards as their owner: which node takes writes, a small pool on it, and
 * connections of their own for long works. The entry type is {@link
 * dev.loxodonta.router.shard.ShardConnections}. Thread-safe, blocking; failures come as errors of
 * the service that name the shard. No statement about data stands here.
 */
@NullMarked
package dev.loxodonta.router.shard;

import org.jspecify.annotations.NullMarked;
