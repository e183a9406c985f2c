package dev.loxodonta.cli.standalone;

import dev.loxodonta.cli.terminal.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a TCP port can be had, before minutes are spent on the rest. */
final class FreePort {

  private FreePort() {}

  /**
   * Returns the port, or a free one for 0.
   *
   * @throws Failure when it is taken
   */
  static int claim(int wished) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(wished));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new Failure(
          "port " + wished + " is taken: end what listens there, or give another --port.", e);
    }
  }
}
