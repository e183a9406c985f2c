package dev.loxodonta.localpostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * TCP ports of 127.0.0.1 that nobody listens on. Another process may still be faster; within this
 * JVM a port is handed out once until it is released.
 */
final class FreePorts {
  private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /** Takes the wished port if it is free, else any other; 0 wishes for none. */
  static int take(int wished) {
    if (wished != 0 && TAKEN.add(wished)) {
      if (isFree(wished)) {
        return wished;
      }
      release(wished);
    }
    int port = bind(0);
    while (!TAKEN.add(port)) {
      port = bind(0);
    }
    return port;
  }

  static void release(int port) {
    TAKEN.remove(port);
  }

  private static boolean isFree(int port) {
    try {
      return bind(port) == port;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static int bind(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As PostgreSQL does: a port with old connections in TIME_WAIT is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
