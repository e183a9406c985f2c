/**
 * A Qdrant server for tests. {@link dev.loxodonta.localqdrant.QdrantServer#start} starts the real
 * one by Testcontainers where Docker answers, else a server of Qdrant's own proto in this JVM, and
 * prints which. Both can be stopped and come back on their port with their points; a test does not
 * see which one it has. {@link dev.loxodonta.localqdrant.QdrantPoints} reads and changes what is
 * there, through the proto as well. All types may be used by any thread; calls block.
 */
@NullMarked
package dev.loxodonta.localqdrant;

import org.jspecify.annotations.NullMarked;
