package dev.loxodonta.search;

import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.recall.Trials;
import dev.loxodonta.search.select.SelectSampleVectors;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** Runs the searches of a measurement, past the sampling of live ones. Thread-safe. */
@Singleton
final class MeasuredTrials implements Trials {

  private final ProjectSearch search;
  private final ProjectDirectory directory;
  private final SlotReader reader;

  MeasuredTrials(ProjectSearch search, ProjectDirectory directory, SlotReader reader) {
    this.search = search;
    this.directory = directory;
    this.reader = reader;
  }

  @Override
  public Mono<Trial> run(SearchRequest request) {
    return search
        .search(QueryReader.read(request))
        .map(
            outcome ->
                new Trial(
                    outcome.hits().stream().map(h -> h.ranked().score()).toList(),
                    outcome.shardTime(),
                    outcome.exact()));
  }

  @Override
  public Mono<List<List<Float>>> drawn(long projectId, int count) {
    return directory
        .find(projectId)
        .flatMap(home -> reader.read(home, ReadNeed.DEFAULT, SelectSampleVectors.of(home, count)))
        .map(Reading::rows);
  }
}
