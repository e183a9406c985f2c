package dev.loxodonta.cli.demo;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.client.MemoryFile;
import dev.loxodonta.cli.client.MemoryLoad;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.Project;
import java.util.Optional;

/**
 * A project of the demonstration.
 *
 * @param id its id
 * @param name its name for people
 * @param memories what belongs in it
 */
record DemoProject(long id, String name, MemoryFile memories) {

  /**
   * Makes the project and loads its memories; does neither when they are there already. A load that
   * was interrupted has left nothing, so it is all or nothing here too.
   *
   * @return what was loaded; empty when it was there
   */
  Optional<MemoryLoad.Loaded> ensureLoaded(ClusterClient client) {
    client
        .projects()
        .createProject(
            CreateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setProjectId(id).setDisplayName(name))
                .build());
    if (count(client) > 0) {
      return Optional.empty();
    }
    return Optional.of(new MemoryLoad(client).load(id, memories, "Loading " + name));
  }

  /** Counts what the project holds. */
  long count(ClusterClient client) {
    return client
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(id).build())
        .getMemories();
  }
}
