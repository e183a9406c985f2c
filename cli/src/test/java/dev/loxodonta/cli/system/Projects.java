package dev.loxodonta.cli.system;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.Memory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Projects with vectors of their callers, and what tests do with them. */
record Projects(ClusterClient client) {

  private static final int DEADLINE_SECONDS = 20;

  /** Makes a project whose vectors are sent by the tests. */
  void create(long id, int dimensions) {
    client
        .projects()
        .createProject(
            CreateProjectRequest.newBuilder()
                .setProject(
                    Project.newBuilder()
                        .setProjectId(id)
                        .setEmbeddingSpace(
                            EmbeddingSpace.newBuilder()
                                .setModel("of-the-tests")
                                .setDimensions(dimensions)))
                .build());
  }

  WriteMemoriesResponse write(long project, Memory... memories) {
    return write(project, List.of(memories));
  }

  WriteMemoriesResponse write(long project, List<Memory> memories) {
    return client
        .memories()
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .writeMemories(
            WriteMemoriesRequest.newBuilder()
                .setProjectId(project)
                .addAllMemories(memories)
                .build());
  }

  SearchResponse search(SearchRequest.Builder request) {
    return client
        .search()
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .search(request.build());
  }

  static Memory memory(String content, Float... vector) {
    return Memory.newBuilder().setContent(content).addAllEmbedding(List.of(vector)).build();
  }

  /** Returns vectors of normally distributed numbers. */
  static List<List<Float>> randomVectors(int count, int dimensions, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                IntStream.range(0, dimensions)
                    .mapToObj(j -> (float) random.nextGaussian())
                    .toList())
        .toList();
  }
}
