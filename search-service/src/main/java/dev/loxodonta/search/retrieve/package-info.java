/**
 * Retrieval of passages to answer from. {@link dev.loxodonta.search.retrieve.Retrieval} is
 * Retrieve: it checks a request, finds chunks with their neighbours ({@code ChunkSearch}, one
 * statement) or memories (an ordinary search), and has {@code dev.loxodonta.search.passage} pack
 * them, in the order of an outside model where that was asked for. Runs on the transport's threads
 * and never blocks.
 */
@NullMarked
package dev.loxodonta.search.retrieve;

import org.jspecify.annotations.NullMarked;
