package dev.loxodonta.bench.load;

import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.LinuxProcesses;

/** Runs a load and reads what it cost the cluster. */
public final class Meter {

  private final BenchCluster cluster;

  /** Watches a cluster. */
  public Meter(BenchCluster cluster) {
    this.cluster = cluster;
  }

  /** Runs a load for some seconds. */
  public Work measure(Load load, int seconds) {
    double service = serviceSeconds();
    double postgres = postgresSeconds();
    long allocated = cluster.allocatedBytes();
    Load.Calls calls = load.run(seconds);
    return new Work(
        calls.count(),
        calls.seconds(),
        calls.latencies(),
        serviceSeconds() - service,
        postgresSeconds() - postgres,
        calls.clientSeconds(),
        cluster.allocatedBytes() - allocated);
  }

  private double serviceSeconds() {
    return LinuxProcesses.ownSeconds(cluster.servicePid());
  }

  private double postgresSeconds() {
    return cluster.postmasters().stream().mapToDouble(LinuxProcesses::treeSeconds).sum();
  }
}
