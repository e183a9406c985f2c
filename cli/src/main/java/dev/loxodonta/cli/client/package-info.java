/**
 * Calls to the services of a cluster over gRPC, as any client would make them. {@link
 * dev.loxodonta.cli.client.ClusterClient} holds the connection and the stubs; {@link
 * dev.loxodonta.cli.client.MemoryLoad} sends a file's memories with flow control. Calls block and
 * may be made by any thread. Failures are gRPC's own exceptions; {@link
 * dev.loxodonta.cli.client.CallFailure} puts them into a sentence.
 */
@NullMarked
package dev.loxodonta.cli.client;

import org.jspecify.annotations.NullMarked;
