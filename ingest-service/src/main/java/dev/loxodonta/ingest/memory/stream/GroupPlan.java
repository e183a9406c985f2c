package dev.loxodonta.ingest.memory.stream;

import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.memory.write.Submission;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be done with a group's items of one project. Pure.
 *
 * @param items those that are right, in order
 * @param refusals the answers to the others
 */
record GroupPlan(List<StreamItem> items, List<StreamMemoriesResponse> refusals) {

  /** Checks items and plans them. */
  static GroupPlan of(List<StreamMemoriesRequest> requests, Space space) {
    List<StreamItem> items = new ArrayList<>(requests.size());
    List<StreamMemoriesResponse> refusals = new ArrayList<>();
    for (StreamMemoriesRequest request : requests) {
      try {
        items.add(check(request, space));
      } catch (ServiceException e) {
        refusals.add(Acks.refused(request.getSequence(), e));
      }
    }
    return new GroupPlan(items, refusals);
  }

  /**
   * Cuts items into runs in which no memory id, request id or fact key stands twice: one statement
   * can write each only once, and the later item must come after the earlier.
   */
  static List<List<StreamItem>> runs(List<StreamItem> items) {
    List<List<StreamItem>> runs = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (StreamItem item : items) {
      List<Object> ids = ids(item);
      if (runs.isEmpty() || ids.stream().anyMatch(seen::contains)) {
        runs.add(new ArrayList<>());
        seen.clear();
      }
      seen.addAll(ids);
      runs.get(runs.size() - 1).add(item);
    }
    return runs;
  }

  private static List<Object> ids(StreamItem item) {
    RequestKey key = item.submission().key();
    String factKey = item.memory().factKey();
    List<Object> ids = new ArrayList<>(List.of(item.memory().id()));
    if (key != null) {
      ids.add(key.requestId());
    }
    if (factKey != null) {
      ids.add(factKey);
    }
    return ids;
  }

  private static StreamItem check(StreamMemoriesRequest request, Space space) {
    FieldChecks checks = new FieldChecks();
    UUID requestId = checks.uuidOrEmpty("request_id", request.getRequestId());
    checks.required("memory", request.hasMemory());
    MemoryDraft draft = MemoryChecks.draft(checks.under("memory"), request.getMemory(), space);
    checks.throwIfAny();
    RequestKey key = requestId == null ? null : new RequestKey(requestId, fingerprint(request));
    return new StreamItem(request.getSequence(), new Submission(List.of(draft), key, false));
  }

  /** The sequence is not part of what the caller wants to be written. */
  private static com.google.protobuf.ByteString fingerprint(StreamMemoriesRequest request) {
    return Fingerprints.of(request.toBuilder().clearSequence().build());
  }
}
