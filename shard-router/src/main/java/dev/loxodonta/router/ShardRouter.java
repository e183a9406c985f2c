package dev.loxodonta.router;

import dev.loxodonta.service.ServiceMain;

/** The router as a process of its own. */
public final class ShardRouter {

  private ShardRouter() {}

  /** Runs it with a config file, or with nothing but the environment. */
  public static void main(String[] arguments) {
    ServiceMain.run("shard-router", arguments);
  }
}
