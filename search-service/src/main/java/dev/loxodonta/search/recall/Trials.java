package dev.loxodonta.search.recall;

import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.search.ProjectSearch;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.read.Reading;
import dev.loxodonta.search.read.SlotReader;
import dev.loxodonta.search.select.SelectSampleVectors;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** Runs the searches of a measurement, past the sampling of live ones. Thread-safe. */
@Singleton
final class Trials {

  private final ProjectSearch search;
  private final ProjectDirectory directory;
  private final SlotReader reader;

  /**
   * What a search found.
   *
   * @param scores best first
   * @param took how long PostgreSQL took
   * @param exact whether every vector was compared
   */
  record Trial(List<Double> scores, Duration took, boolean exact) {}

  Trials(ProjectSearch search, ProjectDirectory directory, SlotReader reader) {
    this.search = search;
    this.directory = directory;
    this.reader = reader;
  }

  /** Runs a search. Errors as Search. */
  Mono<Trial> run(SearchRequest request) {
    return search
        .search(QueryReader.read(request))
        .map(
            outcome ->
                new Trial(
                    outcome.hits().stream().map(h -> h.ranked().score()).toList(),
                    outcome.shardTime(),
                    outcome.exact()));
  }

  /** Returns vectors of memories of a project, drawn at random, at most so many. */
  Mono<List<List<Float>>> drawn(long projectId, int count) {
    return directory
        .find(projectId)
        .flatMap(home -> reader.read(home, ReadNeed.DEFAULT, SelectSampleVectors.of(home, count)))
        .map(Reading::rows);
  }
}
