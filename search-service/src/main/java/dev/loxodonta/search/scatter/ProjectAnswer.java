package dev.loxodonta.search.scatter;

import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.topology.Shard;

/** What became of the search in one of several projects. */
public sealed interface ProjectAnswer {

  /** Returns the project. */
  long projectId();

  /** Returns the shard that it lives on. */
  Shard shard();

  /**
   * It answered.
   *
   * @param outcome what it found; its hits were merged and are no longer here
   */
  record Answered(long projectId, Shard shard, SearchOutcome outcome) implements ProjectAnswer {}

  /**
   * It did not.
   *
   * @param failure why
   */
  record Missing(long projectId, Shard shard, Throwable failure) implements ProjectAnswer {}
}
