package dev.loxodonta.ingest.memory.stream;

import dev.loxodonta.ingest.memory.write.SubmissionOutcome;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.StatusMapper;
import java.util.ArrayList;
import java.util.List;

/** Makes the answers to items. Stateless. */
final class Acks {

  private Acks() {}

  /** Returns the answer to an item that was refused. */
  static StreamMemoriesResponse refused(long sequence, Throwable failure) {
    return StreamMemoriesResponse.newBuilder()
        .setSequence(sequence)
        .setError(StatusMapper.toStatus(failure))
        .build();
  }

  /** Returns the answers to items that all failed for the same reason. */
  static List<StreamMemoriesResponse> refused(List<StreamItem> items, Throwable failure) {
    return items.stream().map(item -> refused(item.sequence(), failure)).toList();
  }

  /** Returns the answers to items that were written together. */
  static List<StreamMemoriesResponse> of(
      List<StreamItem> items, Written<List<SubmissionOutcome>> written) {
    List<StreamMemoriesResponse> acks = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      acks.add(of(items.get(i), written.value().get(i), written.token().toString()));
    }
    return acks;
  }

  private static StreamMemoriesResponse of(
      StreamItem item, SubmissionOutcome outcome, String token) {
    return switch (outcome) {
      case SubmissionOutcome.Refused refused -> refused(item.sequence(), refused.failure());
      case SubmissionOutcome.Done done ->
          StreamMemoriesResponse.newBuilder()
              .setSequence(item.sequence())
              .setWritten(done.response().getMemories(0))
              .setWriteToken(token)
              .build();
    };
  }
}
