package dev.loxodonta.bench.load;

import dev.loxodonta.bench.cluster.BenchCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Plain SQL by {@code pgbench -M prepared}, one thread for all clients. pgbench's own processor
 * time is read from its last moment by the caller's operating system and is not reported.
 */
public final class Pgbench implements Load {

  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without initial");
  private static final Pattern COUNT =
      Pattern.compile("number of transactions actually processed: (\\d+)");
  private static final Pattern DURATION = Pattern.compile("duration: (\\d+) s");
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");

  private final BenchCluster cluster;
  private final String script;
  private final List<String> settings;
  private final int clients;
  private final String processors;

  /**
   * Prepares a run.
   *
   * @param script what pgbench runs: meta commands and one statement
   * @param settings for the connections, as {@code hnsw.ef_search=40}
   * @param clients how many connections are busy at a time
   * @param processors where pgbench itself may run, as {@code 0-1}
   */
  public Pgbench(
      BenchCluster cluster, String script, List<String> settings, int clients, String processors) {
    this.cluster = cluster;
    this.script = script;
    this.settings = settings;
    this.clients = clients;
    this.processors = processors;
  }

  @Override
  public Calls run(int seconds) {
    try {
      Path folder = Files.createTempDirectory("loxo-pgbench-");
      try {
        return run(folder, seconds);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("pgbench was interrupted", e);
    }
  }

  private Calls run(Path folder, int seconds) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("script.sql"), script);
    ProcessBuilder builder = cluster.pgbench(arguments(file, folder, seconds));
    builder.command().addAll(0, List.of("taskset", "-c", processors));
    builder
        .environment()
        .put("PGOPTIONS", String.join(" ", settings.stream().map(s -> "-c " + s).toList()));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("pgbench failed: " + output);
    }
    return calls(output, latencies(folder));
  }

  private List<String> arguments(Path file, Path folder, int seconds) {
    String count = Integer.toString(clients);
    return new ArrayList<>(
        List.of(
            "-M",
            "prepared",
            "-c",
            count,
            "-j",
            "1",
            "-T",
            Integer.toString(seconds),
            "-l",
            "--log-prefix=" + folder.resolve("log"),
            "-f",
            file.toString()));
  }

  /** Reads pgbench's summary. */
  static Calls calls(String output, Quantiles latencies) {
    long count = (long) number(COUNT, output);
    if (number(FAILED, output) > 0) {
      throw new IllegalStateException("pgbench had failures: " + output);
    }
    double seconds = count == 0 ? number(DURATION, output) : count / number(RATE, output);
    return new Calls(count, seconds, latencies, 0);
  }

  private static double number(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException("pgbench said nothing of " + pattern + ": " + output);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static Quantiles latencies(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path log : files.filter(f -> f.getFileName().toString().startsWith("log")).toList()) {
        lines.addAll(Files.readAllLines(log));
      }
    }
    return Quantiles.of(lines.stream().mapToLong(Pgbench::nanos).toArray());
  }

  /** Reads a line of the transaction log: client, number, microseconds, … */
  static long nanos(String line) {
    return Long.parseLong(line.split(" ")[2]) * 1_000;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
