package dev.loxodonta.localpostgres.binaries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program to its end, with a time limit and its output kept. The child sees none of
 * the caller's {@code PG*} variables, speaks English, and works in the root folder, which every
 * user may read.
 */
public final class Command {
  private final List<String> words;
  private final Map<String, String> environment;
  private final Duration limit;

  private Command(List<String> words, Map<String, String> environment, Duration limit) {
    this.words = words;
    this.environment = environment;
    this.limit = limit;
  }

  /** A command with a limit of one minute. */
  public static Command of(List<String> words) {
    return new Command(List.copyOf(words), Map.of(), Duration.ofMinutes(1));
  }

  public static Command of(String... words) {
    return of(List.of(words));
  }

  /** Sets variables besides the inherited ones; the place for a password. */
  public Command with(Map<String, String> variables) {
    return new Command(words, Map.copyOf(variables), limit);
  }

  /** Ends the program when it takes longer. */
  public Command within(Duration newLimit) {
    return new Command(words, environment, newLimit);
  }

  /** True when a program of this name is in one of the folders of {@code PATH}. */
  public static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String folder : path.split(":")) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** Removes from a child's environment whatever would change what PostgreSQL's programs do. */
  public static void clean(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    builder.directory(Path.of("/").toFile());
  }

  /**
   * Runs the program and waits for its end.
   *
   * @return exit code and output, whatever the exit code is
   * @throws LocalPostgresException when there is no such program, or it exceeds the limit
   */
  public Result run() {
    Path output = temporaryFile();
    try {
      ProcessBuilder builder = new ProcessBuilder(words);
      clean(builder);
      builder.environment().putAll(environment);
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new LocalPostgresException(
            words.get(0) + " did not end within " + limit.toSeconds() + " s and was stopped.");
      }
      String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      return new Result(process.exitValue(), text.strip());
    } catch (IOException e) {
      throw new LocalPostgresException("The program " + words.get(0) + " cannot be run.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalPostgresException("Interrupted while " + words.get(0) + " was running.", e);
    } finally {
      remove(output);
    }
  }

  /**
   * Runs the program and expects exit code 0.
   *
   * @param purpose a clause that starts the error message, such as "Creating the data directory"
   * @throws LocalPostgresException with the program's output when it fails
   */
  public String runOrFail(String purpose) {
    Result result = run();
    if (!result.succeeded()) {
      throw new LocalPostgresException(purpose + " failed: " + result.output());
    }
    return result.output();
  }

  /**
   * How a program ended.
   *
   * @param output standard output and standard error, stripped
   */
  public record Result(int exitCode, String output) {
    public boolean succeeded() {
      return exitCode == 0;
    }

    String lastLine() {
      return output.substring(output.lastIndexOf('\n') + 1).strip();
    }
  }

  private static Path temporaryFile() {
    try {
      return Files.createTempFile("loxodonta-", ".out");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
