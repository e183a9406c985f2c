package dev.loxodonta.search.scatter;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was looked at.
 *
 * @param answered the projects that answered, by id
 * @param missing the projects that did not, by id
 */
public record Coverage(List<ProjectAnswer.Answered> answered, List<ProjectAnswer.Missing> missing) {

  private static final Comparator<ProjectAnswer> BY_PROJECT =
      Comparator.comparingLong(ProjectAnswer::projectId);

  /** Sorts the lists. */
  public Coverage {
    answered = answered.stream().sorted(BY_PROJECT).toList();
    missing = missing.stream().sorted(BY_PROJECT).toList();
  }

  /** Returns how many shards the projects live on. */
  public int shardsAsked() {
    Set<Integer> shards = shards(answered);
    shards.addAll(shards(missing));
    return shards.size();
  }

  /** Returns how many shards answered for a project. */
  public int shardsAnswered() {
    return shards(answered).size();
  }

  /** Returns one failure of each shard that answered for none of its projects, by shard id. */
  public List<ProjectAnswer.Missing> missingShards() {
    Set<Integer> seen = shards(answered);
    Map<Integer, ProjectAnswer.Missing> shards = new TreeMap<>();
    for (ProjectAnswer.Missing project : missing) {
      int shard = project.shard().shardId();
      if (!seen.contains(shard) && !isUnknown(project)) {
        shards.putIfAbsent(shard, project);
      }
    }
    return List.copyOf(shards.values());
  }

  /** A shard that says that there is no such project did answer. */
  private static boolean isUnknown(ProjectAnswer.Missing project) {
    return project.failure() instanceof ServiceException e
        && e.reason() == ErrorReason.PROJECT_NOT_FOUND;
  }

  private static Set<Integer> shards(List<? extends ProjectAnswer> answers) {
    Set<Integer> shards = new HashSet<>();
    answers.forEach(a -> shards.add(a.shard().shardId()));
    return shards;
  }
}
