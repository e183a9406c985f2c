package dev.loxodonta.search.scatter;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Location;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.ShardMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The projects of one call that live on one shard. Remembers that the shard is gone, so that only
 * the first few projects wait for it. Thread-safe.
 */
final class ShardProjects {

  private final Shard shard;
  private final List<Long> projectIds = new ArrayList<>();
  private final AtomicReference<@Nullable ServiceException> down = new AtomicReference<>();

  private ShardProjects(Shard shard) {
    this.shard = shard;
  }

  /** Returns the shards of some projects with their projects; the one with most to do first. */
  static List<ShardProjects> of(ShardMap map, List<Long> projectIds) {
    Map<Integer, ShardProjects> shards = new LinkedHashMap<>();
    for (long projectId : projectIds) {
      Location location = map.locate(projectId);
      shards
          .computeIfAbsent(location.shard().shardId(), id -> new ShardProjects(location.shard()))
          .projectIds
          .add(projectId);
    }
    return shards.values().stream()
        .sorted(Comparator.comparingInt((ShardProjects s) -> s.projectIds.size()).reversed())
        .toList();
  }

  Shard shard() {
    return shard;
  }

  List<Long> projectIds() {
    return List.copyOf(projectIds);
  }

  /** Takes note of a failure. */
  void failed(Throwable failure) {
    if (failure instanceof ServiceException e && e.reason() == ErrorReason.SHARD_UNAVAILABLE) {
      down.compareAndSet(null, e);
    }
  }

  /** Returns why the shard cannot be asked; null when it can. */
  @Nullable ServiceException down() {
    return down.get();
  }
}
