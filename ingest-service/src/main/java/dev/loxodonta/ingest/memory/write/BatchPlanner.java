package dev.loxodonta.ingest.memory.write;

import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks a batch and makes a submission of it. Pure but for the ids that it makes and the clock.
 */
final class BatchPlanner {

  private static final int MAX_MEMORIES = 1_000;

  private BatchPlanner() {}

  /**
   * Returns the submission of a request; after a violation was noted it must not be used.
   *
   * @param space the project's space; null when the project is not known
   */
  static Submission plan(FieldChecks checks, WriteMemoriesRequest request, @Nullable Space space) {
    checks.projectId("project_id", request.getProjectId());
    UUID requestId = checks.uuidOrEmpty("request_id", request.getRequestId());
    List<MemoryDraft> drafts =
        checks.count("memories", request.getMemoriesCount(), 1, MAX_MEMORIES)
            ? drafts(checks, request, space)
            : List.of();
    RequestKey key = requestId == null ? null : new RequestKey(requestId, Fingerprints.of(request));
    return new Submission(drafts, key, request.getSkipDuplicates());
  }

  private static List<MemoryDraft> drafts(
      FieldChecks checks, WriteMemoriesRequest request, @Nullable Space space) {
    List<MemoryDraft> drafts = new ArrayList<>(request.getMemoriesCount());
    Set<UUID> ids = new HashSet<>();
    Set<String> factKeys = new HashSet<>();
    Instant now = Instant.now();
    for (int i = 0; i < request.getMemoriesCount(); i++) {
      FieldChecks at = checks.under("memories", i);
      MemoryDraft draft = MemoryChecks.draft(at, request.getMemories(i), space);
      if (!ids.add(draft.id())) {
        at.violation("id", draft.id(), "an id that no other memory of the batch has");
      }
      if (draft.supersedes(now) && !factKeys.add(String.valueOf(draft.factKey()))) {
        at.violation(
            "fact_key", draft.factKey(), "a key of which the batch holds no other current value");
      }
      drafts.add(draft);
    }
    return drafts;
  }
}
