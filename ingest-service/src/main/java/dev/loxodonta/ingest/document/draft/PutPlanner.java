package dev.loxodonta.ingest.document.draft;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.second.SecondChecks;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Chunk;
import dev.loxodonta.type.v1.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks a PutDocument and plans it. Pure but for the id that it makes. */
public final class PutPlanner {

  /** The most chunks that a document may have. */
  public static final int MAX_CHUNKS = 10_000;

  private static final String DEFAULT_TYPE = "text";
  private static final int MAX_TITLE_CHARACTERS = 1_024;
  private static final int MAX_TYPE_CHARACTERS = 64;
  private static final int MAX_URI_CHARACTERS = 2_048;
  private static final int MAX_TEXT_BYTES = 16 << 20;

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();
  private static final DocumentContent NOTHING = new DocumentContent.Ready(List.of());

  private PutPlanner() {}

  /**
   * Returns the plan; after a violation was noted it must not be run.
   *
   * @param space the project's space; null when the project is not known, then vectors are not
   *     looked at
   * @param second the project's second space; null when it has none or is not known
   */
  public static PutPlan plan(
      FieldChecks checks,
      PutDocumentRequest request,
      @Nullable Space space,
      @Nullable SecondSpace second) {
    checks.projectId("project_id", request.getProjectId());
    UUID requestId = checks.uuidOrEmpty("request_id", request.getRequestId());
    if (request.hasExpectedVersion()) {
      checks.range("expected_version", request.getExpectedVersion(), 0, Long.MAX_VALUE);
    }
    DocumentContent content = content(checks, request, space);
    DocumentDraft document =
        document(checks.under("document"), request.getDocument(), hash(request), second);
    return new PutPlan(
        document,
        content,
        requestId == null ? null : new RequestKey(requestId, Fingerprints.of(request)),
        request.hasExpectedVersion() ? request.getExpectedVersion() : null,
        request.getEmbedLater());
  }

  private static DocumentDraft document(
      FieldChecks checks, Document document, ByteString hash, @Nullable SecondSpace second) {
    UUID id = checks.uuidOrEmpty("id", document.getId());
    text(checks, "title", document.getTitle(), MAX_TITLE_CHARACTERS);
    text(checks, "doc_type", document.getDocType(), MAX_TYPE_CHARACTERS);
    text(checks, "source_uri", document.getSourceUri(), MAX_URI_CHARACTERS);
    Instant createdAt =
        document.hasCreatedAt()
            ? MemoryChecks.micros(checks, "created_at", document.getCreatedAt())
            : null;
    return new DocumentDraft(
        id == null ? IDS.generate() : id,
        document.getTitle(),
        document.getDocType().isEmpty() ? DEFAULT_TYPE : document.getDocType(),
        document.getSourceUri().isEmpty() ? null : document.getSourceUri(),
        MemoryChecks.metadata(checks, document.getMetadata()),
        createdAt,
        hash,
        SecondChecks.given(checks, document.getSecondEmbeddingList(), second));
  }

  private static void text(FieldChecks checks, String field, String text, int maxCharacters) {
    if (checks.length(field, text, 0, maxCharacters)) {
      MemoryChecks.noNul(checks, field, text);
    }
  }

  private static DocumentContent content(
      FieldChecks checks, PutDocumentRequest request, @Nullable Space space) {
    if (request.hasSplitting() && !request.hasText()) {
      checks.violation("splitting", "was present; allowed is only with text");
    }
    return switch (request.getContentCase()) {
      case TEXT -> whole(checks, request, space);
      case CHUNKS ->
          new DocumentContent.Ready(
              chunks(checks.under("chunks"), request.getChunks().getChunksList(), space));
      case CONTENT_NOT_SET -> {
        checks.violation("content", "was absent; exactly one of text and chunks is required");
        yield NOTHING;
      }
    };
  }

  private static DocumentContent whole(
      FieldChecks checks, PutDocumentRequest request, @Nullable Space space) {
    String text = request.getText();
    int bytes = request.getTextBytes().size();
    if (bytes > MAX_TEXT_BYTES) {
      checks.violation("text", "was " + bytes + " bytes; allowed are at most " + MAX_TEXT_BYTES);
    } else if (checks.required("text", text)) {
      MemoryChecks.noNul(checks, "text", text);
    }
    if (space != null && !space.embeds()) {
      checks.violation(
          "text",
          "was present; the project's model "
              + space.model()
              + " does not run in this service, so chunks with vectors are required");
    }
    return new DocumentContent.Whole(
        text, SplittingChecks.rules(checks.under("splitting"), request.getSplitting()));
  }

  private static List<ChunkDraft> chunks(
      FieldChecks checks, List<Chunk> chunks, @Nullable Space space) {
    List<ChunkDraft> drafts = new ArrayList<>(chunks.size());
    if (checks.count("chunks", chunks.size(), 1, MAX_CHUNKS)) {
      for (int i = 0; i < chunks.size(); i++) {
        drafts.add(ChunkChecks.draft(checks.under("chunks", i), chunks.get(i), space));
      }
    }
    return drafts;
  }

  private static ByteString hash(PutDocumentRequest request) {
    return request.hasText()
        ? Fingerprints.ofTexts(List.of(request.getText()))
        : Fingerprints.ofTexts(
            request.getChunks().getChunksList().stream().map(Chunk::getContent).toList());
  }
}
