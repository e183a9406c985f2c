package dev.loxodonta.localqdrant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import org.testcontainers.DockerClientFactory;

/** A Qdrant server of a test's own. Thread-safe. */
public sealed interface QdrantServer extends AutoCloseable
    permits QdrantContainer, InProcessQdrant {

  /** Starts the real one where Docker answers, else one of the same proto, and prints which. */
  static QdrantServer start() {
    QdrantServer server =
        DockerClientFactory.instance().isDockerAvailable()
            ? new QdrantContainer()
            : new InProcessQdrant();
    System.out.println("Qdrant: " + server.description());
    return server;
  }

  /** Returns what it is, in some words. */
  String description();

  /** Returns host and port of its gRPC interface; the same for its whole life. */
  String address();

  /** Goes away without a farewell; the points stay. */
  void stop();

  /** Comes back. */
  void restart();

  /** Goes away for good, with its points. */
  @Override
  void close();

  /** Returns a port that nobody listens on. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
