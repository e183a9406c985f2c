package dev.loxodonta.ingest.memory.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.memory.write.Submission;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupPlanTest {

  @Test
  void items_areOneRunWhenNoIdStandsTwice() {
    assertThat(runs(item(1, null), item(2, null), item(3, null))).containsExactly(3);
  }

  @Test
  void run_endsBeforeAnIdThatItHolds() {
    assertThat(runs(item(1, null), item(2, null), item(1, null), item(2, null), item(1, null)))
        .containsExactly(2, 2, 1);
  }

  @Test
  void run_endsBeforeARequestIdThatItHolds() {
    assertThat(runs(item(1, 7L), item(2, 8L), item(3, 7L))).containsExactly(2, 1);
  }

  private static List<Integer> runs(StreamItem... items) {
    return GroupPlan.runs(List.of(items)).stream().map(List::size).toList();
  }

  private static StreamItem item(long id, @Nullable Long requestId) {
    RequestKey key =
        requestId == null ? null : new RequestKey(new UUID(1, requestId), ByteString.EMPTY);
    MemoryDraft draft =
        new MemoryDraft(
            new UUID(0, id),
            "fact",
            "x",
            null,
            MemoryDraft.VectorPlan.NOW,
            "{}",
            null,
            0.5f,
            null,
            null,
            null,
            null,
            null);
    return new StreamItem(id, new Submission(List.of(draft), key, false));
  }
}
