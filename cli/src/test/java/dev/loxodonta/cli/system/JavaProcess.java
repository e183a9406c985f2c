package dev.loxodonta.cli.system;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A JVM of its own with a part of this one's class path. Closing it kills it. */
final class JavaProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(4);

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private JavaProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  /**
   * Starts a main class.
   *
   * @param classPath which entries of this JVM's class path it gets
   * @param environment variables beside those of this process
   */
  static JavaProcess start(
      Predicate<String> classPath,
      Map<String, String> environment,
      String mainClass,
      String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(java(), "--enable-native-access=ALL-UNNAMED", "-Xmx512m"));
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", classPath(classPath), mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new JavaProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has printed a line with a text, or fails with all that it printed. */
  void awaitLine(String text) {
    await()
        .atMost(START)
        .failFast(this::assertAlive)
        .until(() -> lines.stream().anyMatch(line -> line.contains(text)));
  }

  /** Asks it to end, as Ctrl-C does, and returns its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    process.waitFor(30, TimeUnit.SECONDS);
    return process.exitValue();
  }

  /** Kills it with SIGKILL and waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Returns what it printed so far. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    kill();
  }

  private void assertAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("the process has ended:\n" + String.join("\n", lines));
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("its output ended: " + e);
    }
  }

  private static String java() {
    return System.getProperty("java.home") + "/bin/java";
  }

  private static String classPath(Predicate<String> entries) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entries)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
