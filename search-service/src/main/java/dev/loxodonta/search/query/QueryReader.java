package dev.loxodonta.search.query;

import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.FilterSql;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import java.util.Optional;
import java.util.OptionalDouble;

/** Checks a request, all of it at once, and turns it into a {@link SearchQuery}. Stateless. */
public final class QueryReader {

  /** The most hits that one search returns. */
  public static final int MAX_K = 1_000;

  /** The largest {@code hnsw.ef_search} that pgvector takes. */
  public static final int MAX_EF_SEARCH = 1_000;

  /** How many hits a search returns that does not say it. */
  public static final int DEFAULT_K = 10;

  /** The longest text to search with. */
  public static final int MAX_TEXT_CHARACTERS = 8_192;

  /** The longest name of a model. */
  public static final int MAX_MODEL_CHARACTERS = 128;

  private static final int MAX_OPERATORS = 32;

  /** PostgreSQL refuses a word of more than 2,046 bytes in a phrase. */
  private static final int MAX_PHRASE_CHARACTERS = 500;

  private QueryReader() {}

  /**
   * Returns the query.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD with every violation
   */
  public static SearchQuery read(SearchRequest request) {
    FieldChecks checks = new FieldChecks();
    SearchQuery query = read(request, checks);
    checks.throwIfAny();
    return query;
  }

  /**
   * Returns the query. After a violation was noted it must not be run.
   *
   * @param checks where violations are noted
   */
  public static SearchQuery read(SearchRequest request, FieldChecks checks) {
    checks.projectId("project_id", request.getProjectId());
    Optional<QueryText> text = text(request.getText(), checks);
    Mode mode = mode(request, checks);
    int k = request.hasK() ? request.getK() : DEFAULT_K;
    checks.range("k", k, 1, MAX_K);
    CompiledFilter filter = FilterSql.compile(request.getFilter(), checks.under("filter"));
    Ranking ranking = RankingReader.read(request.getRanking(), checks.under("ranking"));
    ReadNeed need = ConsistencyReader.read(request.getConsistency(), checks.under("consistency"));
    Effort effort = EffortReader.read(request, checks);
    OptionalDouble minScore = minScore(request, checks);
    Shape shape = ShapeReader.read(request, mode, k, checks);
    return new SearchQuery(
        request.getProjectId(),
        mode,
        text,
        vector(request, checks),
        k,
        filter,
        ranking,
        minScore,
        need,
        effort,
        request.getIncludeEmbedding(),
        request.getExplain(),
        EntityLegReader.read(request, mode, ranking, checks),
        shape);
  }

  private static CallerVector vector(SearchRequest request, FieldChecks checks) {
    checks.length("vector_model", request.getVectorModel(), 0, MAX_MODEL_CHARACTERS);
    return new CallerVector(request.getVectorList(), request.getVectorModel());
  }

  private static Optional<QueryText> text(String text, FieldChecks checks) {
    boolean fit =
        checks.length("text", text, 0, MAX_TEXT_CHARACTERS)
            && checks.check(text.indexOf('\0') < 0, "text", text, "a text without U+0000");
    if (!fit || text.isBlank()) {
      return Optional.empty();
    }
    QueryText parsed = QueryTextParser.parse(text);
    phrases(parsed, checks);
    return Optional.of(parsed);
  }

  private static void phrases(QueryText text, FieldChecks checks) {
    int operators = 0;
    for (var phrases : java.util.List.of(text.alternatives(), text.required(), text.excluded())) {
      operators += phrases.size();
      phrases.forEach(
          p ->
              checks.check(
                  p.length() <= MAX_PHRASE_CHARACTERS,
                  "text",
                  p,
                  "phrases and excluded words of at most "
                      + MAX_PHRASE_CHARACTERS
                      + " characters"));
    }
    checks.check(
        operators <= MAX_OPERATORS,
        "text",
        operators + " phrases and exclusions",
        "at most " + MAX_OPERATORS);
  }

  private static Mode mode(SearchRequest request, FieldChecks checks) {
    boolean hasText = !request.getText().isBlank();
    boolean hasVector = request.getVectorCount() > 0;
    checks.known("mode", request.getMode(), request.getModeValue());
    return switch (request.getMode()) {
      case SEARCH_MODE_SEMANTIC -> {
        wanted(checks, hasText || hasVector, "text", "a text or a vector is required");
        yield Mode.SEMANTIC;
      }
      case SEARCH_MODE_TEXT -> {
        wanted(checks, hasText, "text", "a text is required for this mode");
        yield Mode.TEXT;
      }
      case SEARCH_MODE_HYBRID -> {
        wanted(checks, hasText, "text", "a text is required for this mode");
        yield Mode.HYBRID;
      }
      case SEARCH_MODE_UNSPECIFIED, UNRECOGNIZED -> {
        wanted(checks, hasText || hasVector, "text", "a text or a vector is required");
        yield hasText ? Mode.HYBRID : Mode.SEMANTIC;
      }
    };
  }

  private static void wanted(FieldChecks checks, boolean there, String field, String wanted) {
    if (!there) {
      checks.violation(field, "was empty; " + wanted);
    }
  }

  private static OptionalDouble minScore(SearchRequest request, FieldChecks checks) {
    if (!request.hasMinScore()) {
      return OptionalDouble.empty();
    }
    checks.finite("min_score", request.getMinScore());
    return OptionalDouble.of(request.getMinScore());
  }
}
