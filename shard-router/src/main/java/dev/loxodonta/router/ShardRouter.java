package dev.loxodonta.router;

import io.micronaut.runtime.Micronaut;

/** The router as a process of its own. */
public final class ShardRouter {

  private ShardRouter() {}

  /** Starts it; ends with the process. */
  public static void main(String[] arguments) {
    Micronaut.build(arguments).mainClass(ShardRouter.class).banner(false).start();
  }
}
