package dev.loxodonta.bench.cluster;

import com.sun.management.ThreadMXBean;
import dev.loxodonta.cli.standalone.ClusterSettings;
import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.localpostgres.cluster.ClusterSpec;
import dev.loxodonta.localpostgres.cluster.PostgresCluster;
import dev.loxodonta.service.RunningService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * The process that is measured: router, ingest and search in one JVM, as {@code loxo standalone}
 * runs them, with its PostgreSQL servers as children. Prints one line of facts when it is ready;
 * then answers to {@code allocated} with the bytes that all threads have allocated so far, to
 * {@code profile FILE} and {@code unprofile} by a flight recording, and ends with its input.
 */
public final class ClusterProcess {

  private static final String PASSWORD = "bench";
  private static final int SHAPE = 4;

  private ClusterProcess() {}

  /**
   * Runs until its input ends.
   *
   * @param args folder, shards, replicas of each shard, memory for shared buffers, and settings of
   *     the services as {@code name=value}
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    Path folder = Path.of(args[0]);
    try (PostgresCluster postgres = PostgresCluster.start(spec(folder, args));
        RunningService services = startServices(postgres, args)) {
      out.println(facts(postgres, services).line());
      answer(out);
    }
  }

  private static ClusterSpec spec(Path folder, String[] args) {
    return ClusterSpec.in(folder.resolve("postgres"))
        .withShards(Integer.parseInt(args[1]))
        .withReplicas(Integer.parseInt(args[2]))
        .withDurable(false)
        .withSettings(Map.of("shared_buffers", args[3], "max_wal_size", "8GB"));
  }

  private static RunningService startServices(PostgresCluster postgres, String[] args)
      throws IOException {
    int port = freePort();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("grpc.server.port", port);
    settings.put("micronaut.server.port", freePort());
    settings.putAll(ClusterSettings.router(postgres, PASSWORD));
    settings.putAll(ClusterSettings.service(port, PASSWORD));
    for (String own : List.of(args).subList(SHAPE, args.length)) {
      String[] words = own.split("=", 2);
      settings.put(words[0], words[1]);
    }
    return RunningService.start("standalone", null, settings);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static ClusterFacts facts(PostgresCluster postgres, RunningService services)
      throws IOException {
    Map<Integer, Long> postmasters = new LinkedHashMap<>();
    postgres.shards().stream()
        .flatMap(shard -> shard.servers().stream())
        .forEach(server -> postmasters.put(server.port(), postmaster(server.folder().data())));
    LocalPrimary primary = postgres.shard(1).primary();
    return new ClusterFacts(
        services.grpcPort(),
        primary.port(),
        primary.login().user(),
        primary.login().password(),
        postgres.binaries().program("pgbench").toString(),
        ProcessHandle.current().pid(),
        postmasters.values().stream().toList());
  }

  private static long postmaster(Path data) {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(PrintStream out) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    BufferedReader words =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Recording recording = new Recording(profile())) {
      for (String word = words.readLine(); word != null; word = words.readLine()) {
        switch (word.split(" ")[0]) {
          case "allocated" -> out.println(threads.getTotalThreadAllocatedBytes());
          case "profile" -> {
            recording.start();
            out.println("started");
          }
          case "unprofile" -> {
            recording.dump(Path.of(word.substring("unprofile ".length())));
            out.println("written");
          }
          default -> out.println("unknown word: " + word);
        }
      }
    }
  }

  private static Configuration profile() throws IOException {
    try {
      return Configuration.getConfiguration("profile");
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }
}
