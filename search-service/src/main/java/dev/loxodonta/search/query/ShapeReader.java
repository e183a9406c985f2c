package dev.loxodonta.search.query;

import dev.loxodonta.search.diversity.Diversity;
import dev.loxodonta.search.diversity.GroupField;
import dev.loxodonta.search.diversity.Grouping;
import dev.loxodonta.search.paging.Fingerprint;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.v1.GroupBy;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Checks what is to become of the hits. Stateless. */
final class ShapeReader {

  private static final double DEFAULT_LAMBDA = 0.5;
  private static final int CANDIDATES_PER_HIT = 4;
  private static final int MAX_GROUP_SIZE = 100;
  private static final int MAX_KEY_CHARACTERS = 256;
  private static final int MAX_KEY_LEVELS = 8;

  private ShapeReader() {}

  static Shape read(SearchRequest request, Mode mode, int k, FieldChecks checks) {
    if (!request.hasMinSimilarity()
        && !request.hasDiversity()
        && !request.hasGroupBy()
        && !request.hasRerank()
        && request.getPageToken().isEmpty()) {
      return Shape.PLAIN;
    }
    Optional<Diversity> diversity =
        request.hasDiversity()
            ? Optional.of(diversity(request.getDiversity(), k, checks.under("diversity")))
            : Optional.empty();
    Optional<Grouping> grouping =
        request.hasGroupBy()
            ? Optional.of(grouping(request.getGroupBy(), k, checks.under("group_by")))
            : Optional.empty();
    if (diversity.isPresent() && grouping.isPresent()) {
      checks.violation("group_by", "was given beside diversity; allowed is one of them");
    }
    return new Shape(
        minSimilarity(request, mode, checks),
        diversity,
        grouping,
        page(request, checks),
        rerank(request, diversity, checks));
  }

  /** What is chosen from by relevance must all have a relevance of the same kind. */
  private static Optional<Rerank> rerank(
      SearchRequest request, Optional<Diversity> diversity, FieldChecks checks) {
    return request.hasRerank()
        ? Optional.of(
            RerankReader.read(
                request.getRerank(),
                request.getText(),
                diversity.map(Diversity::candidates).orElse(0),
                checks.under("rerank")))
        : Optional.empty();
  }

  private static OptionalDouble minSimilarity(
      SearchRequest request, Mode mode, FieldChecks checks) {
    if (!request.hasMinSimilarity()) {
      return OptionalDouble.empty();
    }
    checks.finite("min_similarity", request.getMinSimilarity());
    if (mode == Mode.TEXT) {
      checks.violation("min_similarity", "was given; a search by words alone has no similarity");
    }
    return OptionalDouble.of(request.getMinSimilarity());
  }

  private static Diversity diversity(
      dev.loxodonta.search.v1.Diversity from, int k, FieldChecks checks) {
    double lambda = from.hasLambda() ? from.getLambda() : DEFAULT_LAMBDA;
    int preset = Math.min(Diversity.MAX_CANDIDATES, CANDIDATES_PER_HIT * Math.max(1, k));
    int candidates = from.hasCandidates() ? from.getCandidates() : preset;
    checks.range("lambda", lambda, 0.0, 1.0);
    if (k > Diversity.MAX_CANDIDATES) {
      checks.violation(
          "candidates",
          "cannot be as many as k; allowed is a k of at most " + Diversity.MAX_CANDIDATES);
    } else {
      checks.range("candidates", candidates, Math.max(1, k), Diversity.MAX_CANDIDATES);
    }
    return new Diversity(lambda, candidates);
  }

  private static Grouping grouping(GroupBy from, int k, FieldChecks checks) {
    int size = from.hasGroupSize() ? from.getGroupSize() : 1;
    if (checks.range("group_size", size, 1, MAX_GROUP_SIZE)) {
      checks.check(
          (long) k * size <= QueryReader.MAX_K,
          "group_size",
          size,
          "1 to " + QueryReader.MAX_K + " / k");
    }
    return new Grouping(field(from, checks), size);
  }

  private static GroupField field(GroupBy from, FieldChecks checks) {
    boolean set =
        switch (from.getKeyCase()) {
          case SESSION_ID -> from.getSessionId();
          case MEMORY_TYPE -> from.getMemoryType();
          case METADATA_KEY -> true;
          case KEY_NOT_SET -> false;
        };
    if (!set) {
      checks.violation(
          "key", "was absent; allowed is one of session_id, memory_type (true) and metadata_key");
    }
    return switch (from.getKeyCase()) {
      case METADATA_KEY -> new GroupField.MetadataValue(levels(from.getMetadataKey(), checks));
      case MEMORY_TYPE -> new GroupField.MemoryType();
      case SESSION_ID, KEY_NOT_SET -> new GroupField.Session();
    };
  }

  private static List<String> levels(String key, FieldChecks checks) {
    List<String> levels = List.of(key.split("\\.", -1));
    if (checks.length("metadata_key", key, 1, MAX_KEY_CHARACTERS)) {
      checks.check(
          levels.size() <= MAX_KEY_LEVELS && levels.stream().noneMatch(String::isEmpty),
          "metadata_key",
          key,
          "at most " + MAX_KEY_LEVELS + " levels of at least one character");
    }
    return levels;
  }

  private static Optional<PageToken> page(SearchRequest request, FieldChecks checks) {
    return PageReader.read(
        request.getPageToken(),
        request.hasDiversity() || request.hasGroupBy(),
        () -> Fingerprint.of(request),
        "k, consistency, explain and include_embedding",
        checks);
  }
}
