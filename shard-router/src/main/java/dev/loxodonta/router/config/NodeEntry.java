package dev.loxodonta.router.config;

/**
 * One PostgreSQL server of a shard; which one is the primary is asked, not configured.
 *
 * @param name unique in the cluster, as {@code shard-1-replica-1}; a node is known by it, so that
 *     it may get another address
 * @param host host name or address, as services reach it
 * @param port TCP port, 1 to 65535
 */
public record NodeEntry(String name, String host, int port) {

  private static final int MAX_PORT = 65_535;

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public NodeEntry {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "the port of node " + name + " was " + port + "; 1 to 65535 is expected");
    }
  }
}
