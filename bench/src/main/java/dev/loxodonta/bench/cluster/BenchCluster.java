package dev.loxodonta.bench.cluster;

import dev.loxodonta.cli.client.ClusterClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A cluster of the bench's own, in a child process, so that its processor time and its garbage are
 * told from those of the load. Used by one thread; closing it ends the child, and its data stay.
 */
public final class BenchCluster implements AutoCloseable {

  private static final int STOP_SECONDS = 60;

  private final Process process;
  private final BufferedReader answers;
  private final ClusterFacts facts;
  private final ClusterClient client;

  private BenchCluster(Process process, BufferedReader answers, ClusterFacts facts) {
    this.process = process;
    this.answers = answers;
    this.facts = facts;
    this.client = ClusterClient.connect(address());
  }

  /**
   * Starts a cluster, or the one that is in the folder, and returns when it takes calls.
   *
   * @param folder must be reachable for the user that PostgreSQL runs under
   * @throws IOException when it does not start; what it said is in its log then
   */
  public static BenchCluster start(Path folder, ClusterShape shape) throws IOException {
    Files.createDirectories(folder);
    Path log = folder.resolve("cluster.log");
    Process process =
        new ProcessBuilder(command(folder, shape))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    String ready = answers.readLine();
    // A JVM that is asked for its threads tells them here, too.
    while (ready != null && !ClusterFacts.isFacts(ready)) {
      ready = answers.readLine();
    }
    if (ready == null) {
      throw new IOException("the cluster did not start; see " + log);
    }
    BenchCluster cluster = new BenchCluster(process, answers, ClusterFacts.of(ready));
    try {
      WholeMap.await(cluster.client);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static List<String> command(Path folder, ClusterShape shape) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(words::add);
    words.add("-Xmx" + shape.heap());
    words.add("-Dlogback.configurationFile=loxo-logback.xml");
    words.add("-Dloxo.log=" + folder.resolve("services.log"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add(ClusterProcess.class.getName());
    words.addAll(
        List.of(
            folder.toString(),
            Integer.toString(shape.shards()),
            Integer.toString(shape.replicas()),
            shape.sharedBuffers()));
    shape.settings().forEach((setting, value) -> words.add(setting + "=" + value));
    return words;
  }

  /** Returns host and port of all services. */
  public String address() {
    return "127.0.0.1:" + facts.grpcPort();
  }

  /** Returns a connection to the services, closed with the cluster. */
  public ClusterClient client() {
    return client;
  }

  /** Returns the JVM with the services. */
  public long servicePid() {
    return facts.servicePid();
  }

  /** Returns the first processes of all PostgreSQL servers. */
  public List<Long> postmasters() {
    return facts.postmasters();
  }

  /** Opens a connection to the first shard's database as superuser; the caller closes it. */
  public Connection connect() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + facts.postgresPort() + "/loxodonta");
    source.setUser(facts.user());
    source.setPassword(facts.password());
    return source.getConnection();
  }

  /** Returns a command that runs pgbench against the first shard's database. */
  public ProcessBuilder pgbench(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(facts.pgbench());
    words.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(facts.postgresPort())));
    words.addAll(List.of("-U", facts.user(), "-n"));
    words.addAll(arguments);
    words.add("loxodonta");
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("PGPASSWORD", facts.password());
    return builder;
  }

  /** Returns a command that runs psql against the first shard's database. */
  public ProcessBuilder psql(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(facts.pgbench()).resolveSibling("psql").toString());
    words.addAll(List.of("-X", "-q", "-v", "ON_ERROR_STOP=1"));
    words.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(facts.postgresPort())));
    words.addAll(List.of("-U", facts.user(), "-d", "loxodonta"));
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("PGPASSWORD", facts.password());
    return builder;
  }

  /** Returns how many bytes the services have allocated since they started. */
  public long allocatedBytes() {
    return Long.parseLong(ask("allocated"));
  }

  /** Starts a flight recording of the services. */
  public void profile() {
    ask("profile");
  }

  /** Writes what the flight recording has so far. */
  public void writeProfile(Path file) {
    ask("unprofile " + file.toAbsolutePath());
  }

  private String ask(String word) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(word).append('\n').flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("the cluster has ended");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    try {
      process.outputWriter(StandardCharsets.UTF_8).close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
