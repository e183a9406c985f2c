package dev.loxodonta.search.recall;

import dev.loxodonta.search.v1.SearchRequest;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** The searches that a measurement runs. */
public interface Trials {

  /**
   * What a search found.
   *
   * @param scores best first
   * @param took how long PostgreSQL took
   * @param exact whether every vector was compared
   */
  record Trial(List<Double> scores, Duration took, boolean exact) {}

  /** Runs a search. Errors as Search. */
  Mono<Trial> run(SearchRequest request);

  /** Returns vectors of memories of a project, drawn at random, at most so many. */
  Mono<List<List<Float>>> drawn(long projectId, int count);
}
