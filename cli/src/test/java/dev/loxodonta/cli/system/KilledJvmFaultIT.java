package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.standalone.Standalone;
import dev.loxodonta.cli.standalone.StandaloneSpec;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.WrittenMemory;
import dev.loxodonta.localpostgres.LocalPostgres;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Kills the JVM of a standalone cluster while it takes writes. */
class KilledJvmFaultIT {

  private static final List<Long> PROJECTS = List.of(1L, 2L, 3L, 4L);
  private static final int ENOUGH_WRITES = 400;
  private static final Duration SECOND_START = Duration.ofSeconds(20);

  private final Path data = LocalPostgres.temporaryFolder().resolve("data");
  private final Map<Long, Queue<String>> acknowledged = new ConcurrentHashMap<>();
  private volatile boolean killed;
  private volatile @Nullable StatusRuntimeException lastFailure;

  @Test
  void acknowledgedMemories_areThereAndNoServerIsLeftWhenTheJvmWasKilled() throws IOException {
    int port = freePort();
    try (JavaProcess loxo = startLoxo(port);
        ClusterClient client = ClusterClient.connect("localhost:" + port);
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      loxo.awaitLine("Ready after");
      PROJECTS.forEach(id -> new Projects(client).create(id, 4));
      PROJECTS.forEach(id -> writers.execute(() -> writeUntilTheEnd(client, id)));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(acknowledgedCount())
                      .as("acknowledged; last failure: %s", lastFailure)
                      .isGreaterThanOrEqualTo(ENOUGH_WRITES));

      loxo.kill();
      killed = true;
    }
    await().atMost(Duration.ofSeconds(15)).untilAsserted(this::assertNoServerIsLeft);

    long started = System.nanoTime();
    try (Standalone restarted = Standalone.start(StandaloneSpec.in(data));
        ClusterClient client = restarted.connect()) {
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SECOND_START);
      PROJECTS.forEach(id -> assertAllThere(client, id));
    }
    assertNoServerIsLeft();
  }

  private JavaProcess startLoxo(int port) {
    return JavaProcess.start(
        entry -> true,
        Map.of(),
        "dev.loxodonta.cli.Loxo",
        "standalone",
        "--data",
        data.toString(),
        "--port",
        Integer.toString(port));
  }

  private void writeUntilTheEnd(ClusterClient client, long project) {
    while (!killed) {
      try {
        List<WrittenMemory> written =
            new Projects(client)
                .write(
                    project,
                    Projects.memory("a", 1f, 2f, 3f, 4f),
                    Projects.memory("b", 4f, 3f, 2f, 1f))
                .getMemoriesList();
        written.forEach(memory -> acknowledgedOf(project).add(memory.getId()));
      } catch (StatusRuntimeException e) {
        lastFailure = e;
      }
    }
  }

  private Queue<String> acknowledgedOf(long project) {
    return acknowledged.computeIfAbsent(project, id -> new ConcurrentLinkedQueue<>());
  }

  private int acknowledgedCount() {
    return acknowledged.values().stream().mapToInt(Queue::size).sum();
  }

  private void assertNoServerIsLeft() {
    assertThat(
            ProcessHandle.allProcesses()
                .map(ProcessHandle::info)
                .flatMap(info -> info.commandLine().stream())
                .filter(line -> line.contains(data.toString())))
        .isEmpty();
  }

  private void assertAllThere(ClusterClient client, long project) {
    List<String> ids = List.copyOf(acknowledgedOf(project));
    for (int from = 0; from < ids.size(); from += 1_000) {
      List<String> part = ids.subList(from, Math.min(ids.size(), from + 1_000));
      assertThat(
              client
                  .memories()
                  .getMemories(
                      GetMemoriesRequest.newBuilder().setProjectId(project).addAllIds(part).build())
                  .getMissingIdsList())
          .isEmpty();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
