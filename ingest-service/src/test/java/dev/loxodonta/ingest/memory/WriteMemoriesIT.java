package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteOutcome;
import dev.loxodonta.ingest.v1.WrittenMemory;
import dev.loxodonta.type.v1.Consistency;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WriteMemoriesIT {

  private static IngestProcess ingest;

  @BeforeAll
  static void start() {
    ingest = new IngestProcess();
    ingest.shard().project(1, "callers-own", 3);
  }

  @AfterAll
  static void stop() {
    ingest.close();
  }

  @Test
  void memory_isReadBackAsItWasWritten() {
    WriteMemoriesResponse written =
        ingest
            .memories()
            .writeMemories(
                WriteMemoriesRequest.newBuilder()
                    .setProjectId(1)
                    .addMemories(Memories.of("tea is ready", 1, 0, 0.5f))
                    .build());
    WrittenMemory memory = written.getMemories(0);
    assertThat(memory.getOutcome()).isEqualTo(WriteOutcome.WRITE_OUTCOME_CREATED);
    GetMemoriesResponse read =
        ingest
            .memories()
            .getMemories(
                GetMemoriesRequest.newBuilder()
                    .setProjectId(1)
                    .addIds(memory.getId())
                    .setIncludeEmbedding(true)
                    .setConsistency(
                        Consistency.newBuilder().setWriteToken(written.getWriteToken()))
                    .build());
    assertThat(read.getMemories(0).getContent()).isEqualTo("tea is ready");
    assertThat(read.getMemories(0).getEmbeddingList()).containsExactly(1f, 0f, 0.5f);
  }
}
