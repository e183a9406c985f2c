package dev.loxodonta.cli.system;

import dev.loxodonta.cli.demo.Demo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The demonstration with its whole corpus, run once on the shared cluster. */
final class DictionaryDemo {

  /** The dictionary's project. */
  static final long PROJECT = 1;

  private DictionaryDemo() {}

  private static final class Holder {
    private static final String FIRST_RUN = run();
  }

  /** Returns what the first run printed; runs it when it has not been run. */
  static String firstRun() {
    return Holder.FIRST_RUN;
  }

  /** Runs it again. */
  static String run() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Demo.ofWordNet(SharedCluster.client(), new PrintStream(bytes, true, StandardCharsets.UTF_8))
        .run();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
