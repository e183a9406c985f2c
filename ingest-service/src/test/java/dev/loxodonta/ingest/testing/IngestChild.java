package dev.loxodonta.ingest.testing;

import dev.loxodonta.ingest.IngestService;
import dev.loxodonta.service.RunningService;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The ingest service in a JVM of its own, which may be halted anywhere. */
public final class IngestChild implements AutoCloseable {

  private final Process process;

  private IngestChild(Process process) {
    this.process = process;
  }

  /** Runs the service with settings {@code key=value} until stdin is closed. */
  public static void main(String[] arguments) throws IOException {
    Map<String, Object> settings = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    RunningService.start(IngestService.NAME, null, settings);
    while (System.in.read() >= 0) {
      // Nothing is said; the end is what counts.
    }
    Runtime.getRuntime().halt(0);
  }

  /** Starts the service with settings; what it says goes to the log. */
  public static IngestChild start(Map<String, Object> settings, File log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(IngestChild.class.getName());
    settings.forEach((key, value) -> command.add(key + "=" + value));
    try {
      return new IngestChild(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the exit code when it ends within a time, else −1. */
  public int awaitEnd(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** Kills it, by SIGKILL. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
