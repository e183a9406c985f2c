package dev.loxodonta.search.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.select.Found;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.search.select.UnitedQuery;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Runs the nearest of a project, together with those of other projects where the call has a {@link
 * ReadGroup}. A group that is asked for the first time within ten minutes runs statement by
 * statement: each of these is prepared already, and one statement of many projects, which takes as
 * long to plan as all of them, is worth it only when it comes again. Thread-safe.
 */
@Singleton
public final class GroupReader {

  private static final Duration KEPT = Duration.ofMinutes(10);

  /** Some 20 kB each. */
  private static final int MOST = 256;

  private static final Comparator<ReadGroup.Part> BY_PROJECT =
      Comparator.comparingLong(part -> part.home().project().projectId());

  private final SlotReader reader;
  private final Cache<List<String>, String> united =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(KEPT).build();

  GroupReader(SlotReader reader) {
    this.reader = reader;
  }

  /** Runs a statement; fails as {@link SlotReader#read} does. */
  public Mono<Reading<Found>> read(ProjectHome home, ReadNeed need, ShardQuery<Found> query) {
    return Mono.deferContextual(
        context ->
            context
                .<ReadGroup.Seat>getOrEmpty(ReadGroup.Seat.class)
                .filter(ReadGroup.Seat::take)
                .map(seat -> seat.read(home, query, parts -> run(parts, need)))
                .orElseGet(() -> reader.read(home, need, query)));
  }

  /** In the order of their projects, so that the same ones make the same statement. */
  private Disposable run(List<ReadGroup.Part> unordered, ReadNeed need) {
    List<ReadGroup.Part> parts = unordered.stream().sorted(BY_PROJECT).toList();
    return known(parts)
        .map(query -> together(parts, need, query))
        .orElseGet(
            () -> {
              parts.forEach(part -> part.tell(alone(part, need)));
              return Disposables.disposed();
            });
  }

  /** Returns the statement of all parts when they were asked for before. */
  private Optional<UnitedQuery<Found>> known(List<ReadGroup.Part> parts) {
    if (parts.size() == 1) {
      return Optional.empty();
    }
    List<ShardQuery<Found>> queries = parts.stream().map(ReadGroup.Part::query).toList();
    List<String> key = queries.stream().map(ShardQuery::sql).toList();
    String sql = united.getIfPresent(key);
    if (sql == null) {
      united.put(key, UnitedQuery.unite(queries));
      return Optional.empty();
    }
    return Optional.of(new UnitedQuery<>(sql, queries));
  }

  private Disposable together(List<ReadGroup.Part> parts, ReadNeed need, UnitedQuery<Found> query) {
    List<ProjectHome> homes = parts.stream().map(ReadGroup.Part::home).toList();
    return reader
        .readAll(homes, need, query)
        .subscribe(
            readings ->
                IntStream.range(0, parts.size()).forEach(i -> parts.get(i).tell(readings.get(i))),
            failure ->
                parts.forEach(
                    part -> part.tell(isOfOne(failure) ? alone(part, need) : Mono.error(failure))));
  }

  private Mono<Reading<Found>> alone(ReadGroup.Part part, ReadNeed need) {
    return reader.read(part.home(), need, part.query());
  }

  /** What went wrong for all of them may go well for one. */
  private static boolean isOfOne(Throwable failure) {
    return failure instanceof ServiceException e
        && (e.reason() == ErrorReason.INTERNAL || e.reason() == ErrorReason.CONFLICT);
  }
}
