package dev.loxodonta.cli;

import java.nio.file.Path;

/** Where the log goes: into a file for a cluster, nowhere for a client. */
final class LogFile {

  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String FILE = "loxo.log";

  private LogFile() {}

  /** To be called before anything logs. A configuration that the user names stays. */
  static void useOwnConfiguration() {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, "loxo-logback.xml");
    }
  }

  /** Sends all that is logged from now on to a file; to be called before anything logs. */
  static void writeTo(Path file) {
    System.setProperty(FILE, file.toString());
  }
}
