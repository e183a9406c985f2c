/**
 * The threads that move bytes. One group of event loops serves the gRPC server and the connections
 * to PostgreSQL alike: a request that is read, sent on to a shard and answered by one and the same
 * thread wakes no other one on its way, which is what most of a short search costs. Nothing may
 * block on these threads; calls that do run on virtual threads, see the package {@code grpc}.
 */
@NullMarked
package dev.loxodonta.service.network;

import org.jspecify.annotations.NullMarked;
