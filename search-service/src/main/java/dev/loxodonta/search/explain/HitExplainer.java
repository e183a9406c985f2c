package dev.loxodonta.search.explain;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.ProjectSearch;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.explain.FilterParts.Part;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.read.SlotReader;
import dev.loxodonta.search.select.SelectVerdict;
import dev.loxodonta.search.select.SelectVerdict.Verdict;
import dev.loxodonta.search.shape.ShapedOutcome;
import dev.loxodonta.type.v1.Filter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Explains what became of one memory in a search. A hit costs nothing more; a memory that is none
 * costs a look at its row, a search for it alone and one for the best 1,000. Thread-safe.
 */
@Singleton
public final class HitExplainer {

  private static final int DEPTH = 1_000;

  private final ProjectSearch search;
  private final SlotReader reader;

  HitExplainer(ProjectSearch search, SlotReader reader) {
    this.search = search;
    this.reader = reader;
  }

  /**
   * Returns what became of a memory. Fails as a search does.
   *
   * @param filter the query's filter as it came
   * @param answer what the query found
   */
  public Mono<Explained> explain(
      SearchQuery query, Filter filter, ShapedOutcome answer, UUID memory) {
    Placed placed = Placed.in(answer.outcome(), memory);
    boolean answered =
        answer.hits().stream().anyMatch(h -> h.hit().ranked().features().id().equals(memory));
    Explanation explanation = new Explanation(query, filter, answer, memory);
    return answered ? Mono.just(explanation.ofHit(placed)) : explanation.ofMiss();
  }

  /** One explanation. */
  private final class Explanation {

    private final SearchQuery query;
    private final Filter filter;
    private final ShapedOutcome answer;
    private final UUID memory;

    Explanation(SearchQuery query, Filter filter, ShapedOutcome answer, UUID memory) {
      this.query = query;
      this.filter = filter;
      this.answer = answer;
      this.memory = memory;
    }

    Explained ofHit(Placed placed) {
      return explained(placed, List.of(), answer.outcome());
    }

    Mono<Explained> ofMiss() {
      List<Part> parts = FilterParts.of(filter);
      return reader
          .read(
              answer.outcome().plan().home(),
              query.need(),
              SelectVerdict.of(
                  answer.outcome().plan().home(),
                  memory,
                  FilterParts.visibility(filter),
                  parts.stream().map(Part::filter).toList()))
          .flatMap(reading -> judge(reading.rows(), parts));
    }

    private Mono<Explained> judge(List<Verdict> rows, List<Part> parts) {
      if (rows.isEmpty()) {
        return missed(Miss.of(Miss.Kind.NOT_THERE, "the project holds no such memory"));
      }
      List<Miss> misses = Misses.ofRow(rows.get(0), parts);
      return misses.isEmpty()
          ? alone().flatMap(found -> judgeScored(found, rows.get(0)))
          : Mono.just(Explained.missed(memory, misses, answer.outcome()));
    }

    private Mono<SearchOutcome> alone() {
      return search.search(query.among(FilterParts.ofOne(filter, memory), 1, true));
    }

    private Mono<Explained> judgeScored(SearchOutcome found, Verdict row) {
      if (found.hits().isEmpty()) {
        return missed(
            query.mode() == Mode.SEMANTIC && !row.hasVector()
                ? Miss.of(Miss.Kind.NO_VECTOR, "it has no vector to be compared")
                : Misses.words(query.mode(), row));
      }
      return search
          .search(query.among(query.filter(), DEPTH, false))
          .map(deep -> judgePlaced(found, deep));
    }

    private Explained judgePlaced(SearchOutcome found, SearchOutcome deep) {
      Placed among = Placed.in(deep, memory);
      Placed placed = among.isThere() ? among : new Placed(Optional.of(found.hits().get(0)), 0);
      List<Miss> misses = new Misses(query, answer, deep).ofScored(placed);
      return explained(placed, misses, found);
    }

    private Mono<Explained> missed(Miss miss) {
      return Mono.just(Explained.missed(memory, List.of(miss), answer.outcome()));
    }

    private Explained explained(Placed placed, List<Miss> misses, SearchOutcome looked) {
      Hit hit = placed.hit().orElseThrow();
      boolean scored = placed.place() > 0 || !Misses.countsPlaces(query);
      return new Explained(
          memory,
          placed.place(),
          scored ? OptionalDouble.of(hit.ranked().score()) : OptionalDouble.empty(),
          scored
              ? ScoreLegs.of(query, answer.outcome().plan().home().project().metric(), hit)
              : List.of(),
          misses,
          looked);
    }
  }
}
