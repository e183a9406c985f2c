package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FenceFaultIT {

  private static final long PROJECT = 1;

  private IngestProcess ingest;

  @BeforeEach
  void start() {
    ingest = new IngestProcess(Map.of("loxodonta.postgres.write-retry", "1s"));
    ingest.shard().project(PROJECT, "callers-own", 3);
    await().ignoreExceptions().until(() -> write().getMemoriesCount() == 1);
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  @Test
  void write_isRepeatedWithTheNewMapWhenTheEpochHasRisen() {
    epoch(2);
    ingest.router().epoch(2);
    write();
    assertThat(ingest.shard().count(PROJECT)).isEqualTo(2);
  }

  @Test
  void write_failsAndWritesNothingWhenTheMapStaysOld() {
    epoch(3);
    assertThat(Failures.of(this::write).reason()).isEqualTo("STALE_SLOT_EPOCH");
    assertThat(ingest.shard().count(PROJECT)).isEqualTo(1);
  }

  @Test
  void read_isRepeatedWithTheNewMapWhenTheEpochHasRisen() {
    String id = write().getMemories(0).getId();
    epoch(4);
    ingest.router().epoch(4);
    GetMemoriesRequest request =
        GetMemoriesRequest.newBuilder().setProjectId(PROJECT).addIds(id).build();
    assertThat(ingest.memories().getMemories(request).getMemoriesCount()).isEqualTo(1);
  }

  private void epoch(long epoch) {
    ingest.shard().value("UPDATE slot_owner SET epoch = " + epoch);
  }

  private WriteMemoriesResponse write() {
    return ingest
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder()
                .setProjectId(PROJECT)
                .addMemories(Memories.of("x", 1, 2, 3))
                .build());
  }
}
