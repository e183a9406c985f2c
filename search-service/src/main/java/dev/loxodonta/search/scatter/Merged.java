package dev.loxodonta.search.scatter;

import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What several projects answered, of whose hits the k best are kept. For one thread at a time. */
final class Merged {

  private final SearchQuery query;
  private final GlobalTopK best;
  private final Map<Long, ProjectAnswer.Answered> answered = new LinkedHashMap<>();
  private final Map<Long, ProjectAnswer.Missing> missing = new LinkedHashMap<>();

  Merged(SearchQuery query) {
    this.query = query;
    this.best = new GlobalTopK(query.k());
  }

  /** Takes an answer, which may be the second one of a project that was asked for more. */
  void take(ProjectAnswer answer) {
    switch (answer) {
      case ProjectAnswer.Answered a -> take(a);
      case ProjectAnswer.Missing m -> {
        answered.remove(m.projectId());
        missing.put(m.projectId(), m);
      }
    }
  }

  private void take(ProjectAnswer.Answered answer) {
    long projectId = answer.projectId();
    ProjectAnswer.Answered before = answered.get(projectId);
    SearchOutcome outcome = answer.outcome();
    if (before == null) {
      best.add(projectId, outcome.hits());
    } else {
      best.addFurther(projectId, outcome.hits());
      outcome = outcome.after(before.outcome().shardTime());
    }
    answered.put(
        projectId, new ProjectAnswer.Answered(projectId, answer.shard(), outcome.withoutHits()));
  }

  /** Returns the projects that may hold more of the best, having been asked for so many. */
  Set<Long> inDoubt(int asked) {
    return best.holding(asked);
  }

  /** Returns the whole; fails with the error of a project when none answered. */
  ProjectsOutcome outcome() {
    if (answered.isEmpty()) {
      Throwable failure = missing.values().iterator().next().failure();
      throw failure instanceof ServiceException e
          ? e
          : ServiceException.builder(ErrorReason.INTERNAL, "no project answered")
              .cause(failure)
              .build();
    }
    Coverage coverage = new Coverage(List.copyOf(answered.values()), List.copyOf(missing.values()));
    return new ProjectsOutcome(query, best.best(), coverage);
  }
}
