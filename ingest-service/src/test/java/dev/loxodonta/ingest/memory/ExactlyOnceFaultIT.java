package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.AckingClient;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.testing.OneShard;
import dev.loxodonta.ingest.v1.MemoryServiceGrpc;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.localpostgres.Login;
import dev.loxodonta.localpostgres.ServerSpec;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.type.v1.Memory;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each of 20,000 requests is sent three times with its request id, over eight connections: 19,000
 * as items of six streams, 1,000 as calls on two connections. The copies of a request go over
 * different connections; those of the calls, in random order, often at the same time. In the middle
 * the primary is killed and started again; what was refused is sent again.
 */
class ExactlyOnceFaultIT {

  private static final long PROJECT = 1010;
  private static final int STREAMED = 19_000;
  private static final int CALLED = 1_000;
  private static final int COPIES = 3;
  private static final int STREAMS = 6;
  private static final int CALLERS = 2;
  private static final Set<Status.Code> TRY_AGAIN =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.ABORTED, Status.Code.RESOURCE_EXHAUSTED);

  private final Map<Integer, Set<String>> written = new ConcurrentHashMap<>();
  private final AtomicInteger refused = new AtomicInteger();
  private LocalPrimary server;
  private IngestProcess ingest;

  @BeforeEach
  void start() {
    server =
        LocalPrimary.start(
            ServerSpec.in(
                    LocalPostgres.temporaryFolder().resolve("primary"),
                    PostgresBinaries.locate(),
                    Login.random("loxo"))
                .withDurable(false));
    ingest = new IngestProcess(OneShard.on(server), Map.of());
    ingest.shard().project(PROJECT, "callers-own", 3);
  }

  @AfterEach
  void stop() {
    ingest.close();
    server.close();
  }

  @Test
  void requests_areEachWrittenOnceWhenThePrimaryIsKilledInTheMiddle() throws Exception {
    long seed = 7;
    long begun = System.nanoTime();
    try (ExecutorService clients = Executors.newFixedThreadPool(STREAMS + CALLERS)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        List<Integer> work = work(0, STREAMED, i, STREAMS);
        runs.add(clients.submit(() -> stream(work)));
      }
      for (int i = 0; i < CALLERS; i++) {
        List<Integer> work = work(STREAMED, STREAMED + CALLED, i, CALLERS);
        Collections.shuffle(work, new Random(seed + i));
        runs.add(clients.submit(() -> call(work)));
      }
      await().atMost(Duration.ofMinutes(2)).until(() -> ingest.shard().count(PROJECT) > 6_000);
      server.kill();
      server.start();
      for (Future<?> run : runs) {
        run.get();
      }
    }
    System.out.printf(
        "seed %d: %d requests sent %d times, %d answers refused and sent again, in %d ms%n",
        seed, STREAMED + CALLED, COPIES, refused.get(), (System.nanoTime() - begun) / 1_000_000);
    assertThat(ingest.shard().count(PROJECT)).isEqualTo(STREAMED + CALLED);
    assertThat(refused.get()).isPositive();
    assertThat(written)
        .hasSize(STREAMED + CALLED)
        .allSatisfy((i, ids) -> assertThat(ids).hasSize(1));
    assertThat(ingest.shard().value("SELECT count(DISTINCT content) FROM memories"))
        .isEqualTo(Integer.toString(STREAMED + CALLED));
  }

  /**
   * Copy c of request i goes over connection (i + c) mod n, first all first copies, then all second
   * ones, then the third.
   */
  private static List<Integer> work(int from, int to, int connection, int connections) {
    List<Integer> work = new ArrayList<>();
    for (int copy = 0; copy < COPIES; copy++) {
      for (int i = from; i < to; i++) {
        if ((i + copy) % connections == connection) {
          work.add(i);
        }
      }
    }
    return work;
  }

  private void stream(List<Integer> work) {
    ManagedChannel channel = ingest.connect();
    List<Integer> left = work;
    while (!left.isEmpty()) {
      left = streamOnce(channel, left);
      await().pollInterval(Duration.ofMillis(50)).until(server::isRunning);
    }
    channel.shutdownNow();
  }

  /** Returns what was refused. */
  private List<Integer> streamOnce(ManagedChannel channel, List<Integer> work) {
    AckingClient client = AckingClient.open(channel);
    for (int request : work) {
      assertThat(client.isReadyWithin(Duration.ofSeconds(30))).isTrue();
      client.send(
          StreamMemoriesRequest.newBuilder()
              .setProjectId(PROJECT)
              .setSequence(request)
              .setMemory(memory(request))
              .setRequestId(requestId(request))
              .build());
    }
    List<Integer> again = new ArrayList<>();
    for (StreamMemoriesResponse ack : client.finish()) {
      if (ack.hasWritten()) {
        note((int) ack.getSequence(), ack.getWritten().getId());
      } else {
        assertThat(TRY_AGAIN).contains(Status.fromCodeValue(ack.getError().getCode()).getCode());
        again.add((int) ack.getSequence());
      }
    }
    refused.addAndGet(again.size());
    return again;
  }

  private void call(List<Integer> work) {
    ManagedChannel channel = ingest.connect();
    MemoryServiceGrpc.MemoryServiceBlockingStub client = MemoryServiceGrpc.newBlockingStub(channel);
    for (int request : work) {
      while (!isWritten(client, request)) {
        LockSupport.parkNanos(50_000_000);
      }
    }
    channel.shutdownNow();
  }

  private boolean isWritten(MemoryServiceGrpc.MemoryServiceBlockingStub client, int request) {
    try {
      note(
          request,
          client
              .writeMemories(
                  WriteMemoriesRequest.newBuilder()
                      .setProjectId(PROJECT)
                      .addMemories(memory(request))
                      .setRequestId(requestId(request))
                      .build())
              .getMemories(0)
              .getId());
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(TRY_AGAIN).contains(e.getStatus().getCode());
      refused.incrementAndGet();
      return false;
    }
  }

  private void note(int request, String memoryId) {
    written.computeIfAbsent(request, r -> ConcurrentHashMap.newKeySet()).add(memoryId);
  }

  private static Memory memory(int request) {
    return Memories.of("request " + request, 1, 2, 3);
  }

  private static String requestId(int request) {
    return new UUID(0x7000, 0x8000_0000_0000_0000L + request).toString();
  }
}
