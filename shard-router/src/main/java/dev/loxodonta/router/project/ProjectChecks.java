package dev.loxodonta.router.project;

import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.SetTierRequest;
import dev.loxodonta.router.v1.UpdateProjectRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks what callers say of a project, and fills in the defaults. Pure. */
final class ProjectChecks {

  static final String DEFAULT_LANGUAGE = "english";

  /** The field that changes the index. */
  static final String INDEX_KIND = "vector_index_kind";

  /** The field that changes the index on texts. */
  static final String TEXT_INDEX_KIND = "text_index_kind";

  /** The field that a BM25 index follows. */
  static final String LANGUAGE_FIELD = "text_language";

  /** The field that changes the second space. */
  static final String SECOND_SPACE = "second_space";

  private static final String UPDATABLE =
      "display_name, text_language, vector_index_kind, text_index_kind and second_space";
  private static final int MAX_NAME = 128;
  private static final Pattern LANGUAGE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private ProjectChecks() {}

  /** Returns the settings of a new project. */
  static ProjectSettings settings(boolean present, Project project) {
    FieldChecks checks = new FieldChecks();
    if (!checks.required("project", present)) {
      checks.throwIfAny();
    }
    FieldChecks fields = checks.under("project");
    fields.projectId("project_id", project.getProjectId());
    displayName(fields, project.getDisplayName());
    ProjectSpace space =
        ProjectSpace.read(fields.under("embedding_space"), project.getEmbeddingSpace());
    String language = language(fields, project.getTextLanguage());
    VectorIndexKind kind = kind(fields, project);
    TextIndexKind textKind = textKind(fields, project);
    Optional<SecondSpace> second = secondSpace(fields, project);
    checks.throwIfAny();
    return new ProjectSettings(
        project.getProjectId(),
        project.getDisplayName(),
        space.model(),
        space.dimensions(),
        space.metric(),
        language,
        kind,
        textKind,
        second);
  }

  /** Returns the settings after an update of the ones that are there. */
  static ProjectSettings merged(ProjectSettings before, UpdateProjectRequest request) {
    Project project = request.getProject();
    String displayName = before.displayName();
    String language = before.textLanguage();
    VectorIndexKind kind = before.vectorIndexKind();
    TextIndexKind textKind = before.textIndexKind();
    Optional<SecondSpace> second = before.secondSpace();
    for (String path : request.getUpdateMask().getPathsList()) {
      switch (path) {
        case "display_name" -> displayName = project.getDisplayName();
        case INDEX_KIND -> kind = kind(new FieldChecks(), project);
        case TEXT_INDEX_KIND -> textKind = textKind(new FieldChecks(), project);
        case SECOND_SPACE -> second = secondSpace(new FieldChecks(), project);
        default ->
            language =
                project.getTextLanguage().isEmpty() ? DEFAULT_LANGUAGE : project.getTextLanguage();
      }
    }
    return new ProjectSettings(
        before.projectId(),
        displayName,
        before.model(),
        before.dimensions(),
        before.metric(),
        language,
        kind,
        textKind,
        second);
  }

  /** Checks an update on its own. */
  static void update(UpdateProjectRequest request) {
    FieldChecks checks = new FieldChecks();
    Project project = request.getProject();
    checks.under("project").projectId("project_id", project.getProjectId());
    checks.check(request.getUpdateMask().getPathsCount() > 0, "update_mask", "empty", UPDATABLE);
    for (String path : request.getUpdateMask().getPathsList()) {
      switch (path) {
        case "display_name" -> displayName(checks.under("project"), project.getDisplayName());
        case LANGUAGE_FIELD -> language(checks.under("project"), project.getTextLanguage());
        case INDEX_KIND -> kind(checks.under("project"), project);
        case TEXT_INDEX_KIND -> textKind(checks.under("project"), project);
        case SECOND_SPACE -> secondSpace(checks.under("project"), project);
        default -> checks.violation("update_mask", path, UPDATABLE);
      }
    }
    checks.throwIfAny();
  }

  /** Returns the tier that is asked for; empty: the router is to choose. */
  static Optional<Tier> tier(SetTierRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    checks.known("tier", request.getTier(), request.getTierValue());
    boolean given = request.getTier() != dev.loxodonta.type.v1.Tier.TIER_UNSPECIFIED;
    checks.check(given, "tier", request.getTier(), "TIER_HOT, _WARM, _COLD or _AUTO");
    boolean hot = request.getTier() == dev.loxodonta.type.v1.Tier.TIER_HOT;
    checks.check(hot || !request.getPrewarm(), "prewarm", true, "true with TIER_HOT only");
    checks.throwIfAny();
    return switch (request.getTier()) {
      case TIER_HOT -> Optional.of(Tier.HOT);
      case TIER_WARM -> Optional.of(Tier.WARM);
      case TIER_COLD -> Optional.of(Tier.COLD);
      case TIER_AUTO, TIER_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  /** Checks an id that stands alone in a request. */
  static void projectId(long projectId) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", projectId);
    checks.throwIfAny();
  }

  private static void displayName(FieldChecks fields, String name) {
    fields.length("display_name", name, 0, MAX_NAME);
    text(fields, "display_name", name);
  }

  /** PostgreSQL's text holds every character but this one. */
  private static void text(FieldChecks fields, String field, String value) {
    fields.check(value.indexOf('\0') < 0, field, value, "a text without the character U+0000");
  }

  private static String language(FieldChecks fields, String language) {
    String chosen = language.isEmpty() ? DEFAULT_LANGUAGE : language;
    fields.check(
        LANGUAGE.matcher(chosen).matches(),
        "text_language",
        chosen,
        "a text-search configuration, as english or simple");
    return chosen;
  }

  private static Optional<SecondSpace> secondSpace(FieldChecks fields, Project project) {
    return project.hasSecondSpace()
        ? Optional.of(SecondSpaceMapper.read(fields.under(SECOND_SPACE), project.getSecondSpace()))
        : Optional.empty();
  }

  private static VectorIndexKind kind(FieldChecks fields, Project project) {
    fields.known(INDEX_KIND, project.getVectorIndexKind(), project.getVectorIndexKindValue());
    return switch (project.getVectorIndexKind()) {
      case VECTOR_INDEX_KIND_HNSW_BINARY -> VectorIndexKind.HNSW_BINARY;
      case VECTOR_INDEX_KIND_HNSW_PREFIX -> VectorIndexKind.HNSW_PREFIX;
      case VECTOR_INDEX_KIND_IVFFLAT -> VectorIndexKind.IVFFLAT;
      case VECTOR_INDEX_KIND_DISKANN -> VectorIndexKind.DISKANN;
      case VECTOR_INDEX_KIND_HNSW, VECTOR_INDEX_KIND_UNSPECIFIED, UNRECOGNIZED ->
          VectorIndexKind.HNSW;
    };
  }

  private static TextIndexKind textKind(FieldChecks fields, Project project) {
    fields.known(TEXT_INDEX_KIND, project.getTextIndexKind(), project.getTextIndexKindValue());
    return switch (project.getTextIndexKind()) {
      case TEXT_INDEX_KIND_BM25 -> TextIndexKind.BM25;
      case TEXT_INDEX_KIND_GIN, TEXT_INDEX_KIND_UNSPECIFIED, UNRECOGNIZED -> TextIndexKind.GIN;
    };
  }
}
