package dev.loxodonta.service.grpc;

import java.util.Set;

/**
 * The gRPC services whose methods may block: their calls run on a virtual thread each instead of on
 * the transport thread. Any number of such beans may be there; their names add up.
 *
 * @param names full names, as {@code ProjectServiceGrpc.SERVICE_NAME}
 */
public record BlockingServices(Set<String> names) {

  /** Copies the names. */
  public BlockingServices {
    names = Set.copyOf(names);
  }

  /** Returns the bean for some services. */
  public static BlockingServices of(String... names) {
    return new BlockingServices(Set.of(names));
  }
}
