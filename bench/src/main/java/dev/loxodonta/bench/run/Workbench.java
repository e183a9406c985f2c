package dev.loxodonta.bench.run;

import com.google.protobuf.MessageLite;
import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.LinuxProcesses;
import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.bench.cluster.WholeMap;
import dev.loxodonta.bench.load.Contest;
import dev.loxodonta.bench.load.GrpcLoad;
import dev.loxodonta.bench.load.Meter;
import dev.loxodonta.bench.load.Pgbench;
import java.io.PrintStream;
import java.util.List;

/**
 * What all rows work with.
 *
 * @param cluster the cluster that is measured
 * @param sql the same server's plain SQL
 * @param projects makes and fills projects
 * @param options what the user wants
 * @param progress where it is told what goes on
 */
record Workbench(
    BenchCluster cluster, RawSql sql, Projects projects, RunOptions options, PrintStream progress) {

  private static final String SEARCH = "loxodonta.search.v1.SearchService/Search";
  private static final String ALL_PROCESSORS = "0-1";

  RunSize size() {
    return options.size();
  }

  void tell(String what) {
    progress.println("... " + what);
  }

  /**
   * Gives a project indexes of its own and waits until the router has removed the rows that it left
   * in the shared slot, so that the removal falls into no measurement.
   */
  void isolate(long projectId) {
    projects.isolate(projectId);
    String left =
        "SELECT 1 FROM memories WHERE project_id = %d AND slot <> %d LIMIT 1"
            .formatted(projectId, projects.slot(projectId));
    while (!sql.list(left).isEmpty()) {
      WholeMap.pause();
    }
  }

  /** Lets plain SQL and the service do the same in turns, everything on the same processors. */
  Contest contest(
      String script, List<String> settings, List<? extends MessageLite> requests, int clients) {
    return contest(script, settings, requests, clients, ALL_PROCESSORS);
  }

  /** The same with pgbench on these processors; other processes are bound by the caller. */
  Contest contest(
      String script,
      List<String> settings,
      List<? extends MessageLite> requests,
      int clients,
      String pgbenchProcessors) {
    Pgbench raw = new Pgbench(cluster, script, settings, clients, pgbenchProcessors);
    try (GrpcLoad service = new GrpcLoad(cluster.address(), SEARCH, requests, clients)) {
      return Contest.run(new Meter(cluster), raw, service, options.warmUp, options.seconds);
    }
  }

  /** Binds PostgreSQL to some processors, and the services and this process to others. */
  void bind(String postgres, String others) {
    cluster.postmasters().forEach(pid -> LinuxProcesses.bind(pid, postgres));
    LinuxProcesses.bindOne(cluster.servicePid(), others);
    LinuxProcesses.bindOne(ProcessHandle.current().pid(), others);
  }

  /** Lets everything run on the same two processors. */
  void bindAll() {
    bind(ALL_PROCESSORS, ALL_PROCESSORS);
  }
}
