package dev.loxodonta.bench.write;

import com.google.protobuf.Timestamp;
import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.LinuxProcesses;
import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.bench.data.ClusteredVectors;
import dev.loxodonta.bench.data.Sentences;
import dev.loxodonta.ingest.v1.ConsolidateRequest;
import dev.loxodonta.ingest.v1.ConsolidateResponse;
import dev.loxodonta.ingest.v1.RecordEventsRequest;
import dev.loxodonta.type.v1.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;

/**
 * Events of one project, consolidated on demand: 100 sessions, in each of which events around 4
 * topics follow each other, one a second.
 *
 * @param seconds from the call to its last answer
 * @param serviceSeconds processor time of the service meanwhile
 * @param consolidations how many came out
 */
public record ConsolidationRun(double seconds, double serviceSeconds, long consolidations) {

  private static final long FIRST = 7_730_000;
  private static final long SEED = 48;
  private static final int WARM_UPS = 4;
  private static final int SESSIONS = 100;
  private static final int TOPICS = 4;
  private static final double NOISE = 0.4;
  private static final int PER_CALL = 500;

  /** Consolidates some projects that warm the service up, and then another one. */
  public static ConsolidationRun run(BenchCluster cluster, int count, int dimensions) {
    for (int project = 0; project < WARM_UPS; project++) {
      consolidate(cluster, FIRST + project, count, dimensions);
    }
    return consolidate(cluster, FIRST + WARM_UPS, count, dimensions);
  }

  private static ConsolidationRun consolidate(
      BenchCluster cluster, long project, int count, int dimensions) {
    new Projects(cluster.client()).create(project, "events", dimensions);
    record(cluster, project, count, dimensions);
    double cpu = LinuxProcesses.ownSeconds(cluster.servicePid());
    long start = System.nanoTime();
    Iterator<ConsolidateResponse> answers =
        cluster
            .client()
            .consolidations()
            .consolidate(ConsolidateRequest.newBuilder().setProjectId(project).build());
    ConsolidateResponse last = ConsolidateResponse.getDefaultInstance();
    while (answers.hasNext()) {
      last = answers.next();
    }
    return new ConsolidationRun(
        (System.nanoTime() - start) / 1e9,
        LinuxProcesses.ownSeconds(cluster.servicePid()) - cpu,
        last.getConsolidationsCreated());
  }

  private static void record(BenchCluster cluster, long project, int count, int dimensions) {
    float[][] centres = new ClusteredVectors(dimensions, SEED).next(SESSIONS * TOPICS);
    float[][] noise = new ClusteredVectors(dimensions, SEED + 1).next(count);
    Instant begin = Instant.now().minus(Duration.ofDays(2));
    for (int from = 0; from < count; from += PER_CALL) {
      RecordEventsRequest.Builder call = RecordEventsRequest.newBuilder().setProjectId(project);
      for (int i = from; i < Math.min(count, from + PER_CALL); i++) {
        call.addEvents(event(i, centres[i % centres.length], noise[i], begin));
      }
      cluster.client().events().recordEvents(call.build());
    }
  }

  private static Event event(int number, float[] centre, float[] noise, Instant begin) {
    Event.Builder event =
        Event.newBuilder()
            .setSessionId("session-" + number % (SESSIONS * TOPICS) / TOPICS)
            .setContent(Sentences.of(number))
            .setTimestamp(
                Timestamp.newBuilder().setSeconds(begin.getEpochSecond() + number / SESSIONS));
    double scale = NOISE * length(centre) / length(noise);
    for (int i = 0; i < centre.length; i++) {
      event.addEmbedding((float) (centre[i] + scale * noise[i]));
    }
    return event.build();
  }

  private static double length(float[] vector) {
    double sum = 0;
    for (float number : vector) {
      sum += number * number;
    }
    return Math.sqrt(sum);
  }
}
