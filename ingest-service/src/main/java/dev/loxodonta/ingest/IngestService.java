package dev.loxodonta.ingest;

import dev.loxodonta.service.ServiceMain;

/** The ingest service as a process of its own: {@code ingest-service [config.yml]}. */
public final class IngestService {

  /** The service's name, which is also that of its defaults on the class path. */
  public static final String NAME = "ingest-service";

  private IngestService() {}

  /** Runs the service until the process is told to stop. */
  public static void main(String[] arguments) {
    ServiceMain.run(NAME, arguments);
  }
}
