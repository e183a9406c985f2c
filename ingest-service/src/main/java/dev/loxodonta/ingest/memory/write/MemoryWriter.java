package dev.loxodonta.ingest.memory.write;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.loxodonta.ingest.memory.count.ProjectCounts;
import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.draft.MemoryDraft.VectorPlan;
import dev.loxodonta.ingest.memory.statement.AnswerRequests;
import dev.loxodonta.ingest.memory.statement.ClaimRequests;
import dev.loxodonta.ingest.memory.statement.LockContents;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.memory.statement.SelectContents;
import dev.loxodonta.ingest.memory.statement.SelectContents.Held;
import dev.loxodonta.ingest.memory.statement.SelectRequests;
import dev.loxodonta.ingest.memory.statement.SelectRequests.Answered;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteOutcome;
import dev.loxodonta.ingest.v1.WrittenMemory;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Runs submissions of one project in one transaction: claims their request ids, leaves out
 * duplicates, writes all memories with one statement and stores the answers. All of it or nothing.
 * Thread-safe.
 */
@Singleton
public final class MemoryWriter {

  private final ShardWriter writer;
  private final ProjectCounts counts;

  MemoryWriter(ShardWriter writer, ProjectCounts counts) {
    this.writer = writer;
    this.counts = counts;
  }

  /**
   * Returns what became of each submission, in order. Fails as {@link ShardWriter#write(Project,
   * java.util.function.Function)} does.
   *
   * @param project the project as it was when the vectors were made or checked
   * @param submissions at least one; no memory id, no request id and no fact key that is superseded
   *     twice among all of them; every memory with its vector, if it is to have one now
   */
  public Mono<Written<List<SubmissionOutcome>>> write(
      Project project, List<Submission> submissions) {
    return writer
        .write(project, session -> run(session, submissions))
        .doOnNext(written -> count(project.projectId(), written.value()))
        .map(written -> new Written<>(written.value().outcomes(), written.token()));
  }

  /** The outcomes, and the memories that are new. */
  private record Result(List<SubmissionOutcome> outcomes, long created, long vectors) {}

  private void count(long projectId, Result result) {
    counts.add(projectId, result.created(), result.vectors());
  }

  private static Mono<Result> run(WriteSession session, List<Submission> submissions) {
    return earlier(session, submissions).flatMap(answered -> run(session, submissions, answered));
  }

  /** Returns the answers of requests that were here before; the others are claimed. */
  private static Mono<Map<UUID, Answered>> earlier(
      WriteSession session, List<Submission> submissions) {
    List<RequestKey> keys = new ArrayList<>();
    for (Submission submission : submissions) {
      RequestKey key = submission.key();
      if (key != null) {
        keys.add(key);
      }
    }
    return keys.isEmpty()
        ? Mono.just(Map.of())
        : ClaimRequests.run(session, keys).flatMap(claimed -> answers(session, keys, claimed));
  }

  private static Mono<Map<UUID, Answered>> answers(
      WriteSession session, List<RequestKey> keys, Set<UUID> claimed) {
    Set<UUID> others =
        keys.stream()
            .map(RequestKey::requestId)
            .filter(id -> !claimed.contains(id))
            .collect(Collectors.toSet());
    return others.isEmpty() ? Mono.just(Map.of()) : SelectRequests.run(session, others);
  }

  private static Mono<Result> run(
      WriteSession session, List<Submission> submissions, Map<UUID, Answered> answered) {
    List<Submission> fresh =
        submissions.stream().filter(s -> earlier(s, answered) == null).toList();
    return plan(session, fresh)
        .flatMap(
            plan ->
                RowWriter.store(session, plan.fresh())
                    .flatMap(versions -> answer(session, submissions, answered, plan, versions)));
  }

  private static @Nullable Answered earlier(Submission submission, Map<UUID, Answered> answered) {
    RequestKey key = submission.key();
    return key == null ? null : answered.get(key.requestId());
  }

  private static Mono<DuplicatePlan> plan(WriteSession session, List<Submission> fresh) {
    List<MemoryDraft> memories = fresh.stream().flatMap(s -> s.memories().stream()).toList();
    if (fresh.stream().noneMatch(Submission::skipDuplicates)) {
      return Mono.just(DuplicatePlan.none(memories));
    }
    Set<UUID> hashes = memories.stream().map(DuplicatePlan::hash).collect(Collectors.toSet());
    return LockContents.run(session)
        .then(Mono.defer(() -> SelectContents.run(session, hashes)))
        .map(contents -> DuplicatePlan.of(memories, contents));
  }

  private static Mono<Result> answer(
      WriteSession session,
      List<Submission> submissions,
      Map<UUID, Answered> answered,
      DuplicatePlan plan,
      Map<UUID, Long> versions) {
    List<SubmissionOutcome> outcomes = new ArrayList<>(submissions.size());
    Map<UUID, ByteString> responses = new HashMap<>();
    for (Submission submission : submissions) {
      Answered before = earlier(submission, answered);
      RequestKey key = submission.key();
      if (before != null) {
        outcomes.add(repeat(submission, before));
        continue;
      }
      WriteMemoriesResponse response = response(submission, plan, versions);
      outcomes.add(new SubmissionOutcome.Done(response));
      if (key != null) {
        responses.put(key.requestId(), response.toByteString());
      }
    }
    Result result = result(outcomes, plan.fresh(), versions);
    return responses.isEmpty()
        ? Mono.just(result)
        : AnswerRequests.run(session, responses).thenReturn(result);
  }

  private static Result result(
      List<SubmissionOutcome> outcomes, List<MemoryDraft> fresh, Map<UUID, Long> versions) {
    List<MemoryDraft> created =
        fresh.stream().filter(m -> versions.getOrDefault(m.id(), 0L) == 1).toList();
    long vectors = created.stream().filter(m -> m.embedding() != null).count();
    return new Result(outcomes, created.size(), vectors);
  }

  private static SubmissionOutcome repeat(Submission submission, Answered before) {
    if (!before.key().equals(submission.key())) {
      return new SubmissionOutcome.Refused(
          ServiceException.requestIdReused(before.key().requestId()));
    }
    try {
      return new SubmissionOutcome.Done(WriteMemoriesResponse.parseFrom(before.response()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the stored answer cannot be read", e);
    }
  }

  private static WriteMemoriesResponse response(
      Submission submission, DuplicatePlan plan, Map<UUID, Long> versions) {
    WriteMemoriesResponse.Builder response = WriteMemoriesResponse.newBuilder();
    for (MemoryDraft memory : submission.memories()) {
      Held holder = plan.held().get(memory.id());
      response.addMemories(
          holder == null
              ? written(memory, versions.getOrDefault(memory.id(), 0L))
              : duplicate(holder, versions));
    }
    return response.build();
  }

  private static WrittenMemory written(MemoryDraft memory, long version) {
    return WrittenMemory.newBuilder()
        .setId(memory.id().toString())
        .setVersion(version)
        .setVectorPending(memory.vectorPlan() == VectorPlan.LATER)
        .setOutcome(
            version == 1 ? WriteOutcome.WRITE_OUTCOME_CREATED : WriteOutcome.WRITE_OUTCOME_REPLACED)
        .build();
  }

  private static WrittenMemory duplicate(Held holder, Map<UUID, Long> versions) {
    return WrittenMemory.newBuilder()
        .setId(holder.id().toString())
        .setVersion(versions.getOrDefault(holder.id(), holder.version()))
        .setOutcome(WriteOutcome.WRITE_OUTCOME_DUPLICATE)
        .build();
  }
}
