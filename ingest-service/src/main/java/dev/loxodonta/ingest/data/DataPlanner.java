package dev.loxodonta.ingest.data;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.google.protobuf.Value;
import dev.loxodonta.ingest.data.statement.DataRow;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.v1.PutStructuredDataRequest;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.metadata.MetadataChecks;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.StructuredData;
import org.jspecify.annotations.Nullable;

/** Checks a PutStructuredData and plans it. Pure but for the id that it makes. */
final class DataPlanner {

  static final int MAX_NAME_CHARACTERS = 256;

  private static final String DEFAULT_TYPE = "json";
  private static final int MAX_JSON_BYTES = 1 << 20;
  private static final int MAX_TEXT_CHARACTERS = 262_144;

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private DataPlanner() {}

  /**
   * Returns the plan; after a violation was noted it must not be run.
   *
   * @param space the project's space; null when the project is not known
   */
  static DataDraft plan(FieldChecks request, PutStructuredDataRequest put, @Nullable Space space) {
    request.projectId("project_id", put.getProjectId());
    if (put.hasExpectedVersion()) {
      request.range("expected_version", put.getExpectedVersion(), 0, Long.MAX_VALUE);
    }
    FieldChecks checks = request.under("data");
    StructuredData data = put.getData();
    String json = json(checks, data);
    String text = data.getTextRepresentation();
    if (text.isEmpty()) {
      text = JsonText.of(data.getRawJson());
    } else {
      RecordChecks.text(checks, "text_representation", text, 1, MAX_TEXT_CHARACTERS);
    }
    boolean textOnly = put.getTextOnly() || text.isEmpty();
    Halfvec embedding =
        RecordChecks.embedding(
            checks, data.getEmbeddingList(), space, "text_representation", text, textOnly);
    DataRow row =
        new DataRow(
            IDS.generate(),
            RecordChecks.text(checks, "data_id", data.getDataId(), 1, MAX_NAME_CHARACTERS),
            RecordChecks.type(checks, "data_type", data.getDataType(), DEFAULT_TYPE),
            json,
            text,
            embedding);
    return new DataDraft(
        row,
        embedding == null && !textOnly,
        RecordChecks.key(request, put.getRequestId(), put),
        put.hasExpectedVersion() ? put.getExpectedVersion() : null);
  }

  private static String json(FieldChecks checks, StructuredData data) {
    if (!data.hasRawJson() || data.getRawJson().getKindCase() == Value.KindCase.NULL_VALUE) {
      checks.violation("raw_json", "was absent or null; a value is required");
      return "";
    }
    return MetadataChecks.value(checks, "raw_json", data.getRawJson(), MAX_JSON_BYTES)
        ? MetadataWriter.toJson(data.getRawJson())
        : "";
  }
}
