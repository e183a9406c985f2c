package dev.loxodonta.bench.cluster;

import java.util.Arrays;
import java.util.List;

/**
 * Where a measured cluster is to be found. Contains a password and is not for logs.
 *
 * @param grpcPort where all services answer
 * @param postgresPort the first shard's primary
 * @param user its superuser
 * @param password the superuser's password
 * @param pgbench the path of the program that belongs to the server
 * @param servicePid the JVM with the services
 * @param postmasters the first processes of all PostgreSQL servers
 */
record ClusterFacts(
    int grpcPort,
    int postgresPort,
    String user,
    String password,
    String pgbench,
    long servicePid,
    List<Long> postmasters) {

  private static final String SEPARATOR = "\t";
  private static final String READY = "ready";

  String line() {
    return String.join(
        SEPARATOR,
        READY,
        Integer.toString(grpcPort),
        Integer.toString(postgresPort),
        user,
        password,
        pgbench,
        Long.toString(servicePid),
        String.join(",", postmasters.stream().map(String::valueOf).toList()));
  }

  static boolean isFacts(String line) {
    return line.startsWith(READY + SEPARATOR);
  }

  static ClusterFacts of(String line) {
    String[] words = line.substring(READY.length() + 1).split(SEPARATOR);
    return new ClusterFacts(
        Integer.parseInt(words[0]),
        Integer.parseInt(words[1]),
        words[2],
        words[3],
        words[4],
        Long.parseLong(words[5]),
        Arrays.stream(words[6].split(",")).map(Long::valueOf).toList());
  }
}
