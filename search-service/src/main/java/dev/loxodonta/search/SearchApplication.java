package dev.loxodonta.search;

import dev.loxodonta.service.ServiceMain;

/** The main program of the search service: {@code search-service [config.yml]}. */
public final class SearchApplication {

  private SearchApplication() {}

  /** Runs the service until the process is told to stop. */
  public static void main(String[] arguments) {
    ServiceMain.run("search-service", arguments);
  }
}
