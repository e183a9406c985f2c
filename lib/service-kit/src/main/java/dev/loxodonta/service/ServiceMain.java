package dev.loxodonta.service;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main program of a service process: {@code <service> [config.yml]}. Prints one line on stdout
 * when the service takes calls, and stops gracefully on SIGTERM or SIGINT. A start that fails
 * prints one sentence on stderr and ends the process with {@value #FAILED}.
 */
public final class ServiceMain {

  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final Logger log = LoggerFactory.getLogger(ServiceMain.class);

  private ServiceMain() {}

  /**
   * Runs a service until the process is told to stop.
   *
   * @param name the service's name, which is also that of its defaults, {@code <name>.yml} on the
   *     class path
   * @param arguments the path of a YAML config file, or nothing
   */
  public static void run(String name, String... arguments) {
    if (arguments.length > 1) {
      System.err.println("usage: " + name + " [config.yml]");
      System.exit(USAGE);
    }
    Optional<RunningService> started = start(name, arguments, System.out, System.err);
    if (started.isEmpty()) {
      System.exit(FAILED);
    }
    awaitShutdown(started.get());
  }

  /** Starts a service and says so, or says in a sentence why not. */
  static Optional<RunningService> start(
      String name, String[] arguments, PrintStream out, PrintStream err) {
    Path configFile = arguments.length == 0 ? null : Path.of(arguments[0]);
    try {
      RunningService service = RunningService.start(name, configFile, Map.of());
      out.println(service);
      return Optional.of(service);
    } catch (StartupException e) {
      log.debug("The start failed", e);
      err.println(name + " cannot start: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void awaitShutdown(RunningService service) {
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
    int status = StopSignals.await();
    service.close();
    System.exit(status);
  }
}
