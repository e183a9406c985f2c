package dev.loxodonta.ingest.memory.read;

import dev.loxodonta.ingest.memory.statement.MemoriesRead;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.ShardReader;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Location;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.Slot;
import dev.loxodonta.type.v1.Memory;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/**
 * Reads memories of a project where it lives. An answer that carries another epoch than the map
 * came from a node that does not hold the slot in this state: the map is then asked for anew and
 * the primary is read. Thread-safe; one round trip unless the map is old.
 */
@Singleton
final class ProjectReader {

  private final ProjectDirectory directory;
  private final ShardReader reader;

  ProjectReader(ProjectDirectory directory, ShardReader reader) {
    this.directory = directory;
    this.reader = reader;
  }

  /**
   * Returns the memories that a query brings.
   *
   * <p>Fails with PROJECT_NOT_FOUND, SHARD_UNAVAILABLE, OVERLOADED or, when the slot moves faster
   * than the map follows, STALE_SLOT_EPOCH.
   */
  Mono<List<Memory>> read(
      long projectId, ReadNeed need, BiFunction<NodeSession, Location, Mono<MemoriesRead>> query) {
    return directory
        .find(projectId)
        .flatMap(home -> read(home, need, query))
        .switchIfEmpty(Mono.defer(() -> readAnew(projectId, query)));
  }

  private Mono<List<Memory>> readAnew(
      long projectId, BiFunction<NodeSession, Location, Mono<MemoriesRead>> query) {
    return directory
        .refresh(projectId)
        .flatMap(
            home ->
                read(home, ReadNeed.PRIMARY, query)
                    .switchIfEmpty(Mono.error(() -> stale(home.location().slot()))));
  }

  /** Returns nothing when the epoch is another one. */
  private Mono<List<Memory>> read(
      ProjectHome home,
      ReadNeed need,
      BiFunction<NodeSession, Location, Mono<MemoriesRead>> query) {
    Location location = home.location();
    return reader
        .read(location.shard(), need, session -> query.apply(session, location))
        .filter(read -> isOf(location.slot(), read))
        .map(MemoriesRead::memories);
  }

  private static boolean isOf(Slot slot, MemoriesRead read) {
    Long epoch = read.epoch();
    return epoch != null && epoch == slot.epoch();
  }

  private static ServiceException stale(Slot slot) {
    return ServiceException.staleSlotEpoch(slot.slot(), slot.epoch());
  }
}
