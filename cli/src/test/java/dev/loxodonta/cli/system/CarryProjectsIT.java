package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.cli.client.ArchiveDownload;
import dev.loxodonta.cli.client.ArchiveUpload;
import dev.loxodonta.cli.client.CallFailure;
import dev.loxodonta.ingest.v1.ArchiveFormat;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.GetProjectStatsResponse;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.type.v1.Consistency;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Projects that go through a file, made again by the router, also on another shard. */
class CarryProjectsIT {

  private static final int MEMORIES = 300;

  private final Projects projects = new Projects(SharedCluster.client());
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(names = {"ARCHIVE_FORMAT_JSON_LINES", "ARCHIVE_FORMAT_BINARY_COPY"})
  void project_isFoundAgainUnderAnotherId(ArchiveFormat format) {
    long source = fill();
    Path file = folder.resolve("project");
    assertThat(new ArchiveDownload(SharedCluster.client()).run(source, format, file).rows())
        .isEqualTo(MEMORIES);
    for (int i = 0; i < 2; i++) {
      long target = SharedCluster.newProjectId();
      new ArchiveUpload(SharedCluster.client()).run(file, target, true);
      assertThat(stats(target)).isEqualTo(stats(source));
      assertThat(nearest(target)).isEqualTo(nearest(source));
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void project_isNotLeftBehindWhenTheFileIsDamaged() throws IOException {
    long source = fill();
    Path file = folder.resolve("project");
    new ArchiveDownload(SharedCluster.client())
        .run(source, ArchiveFormat.ARCHIVE_FORMAT_BINARY_COPY, file);
    byte[] archive = Files.readAllBytes(file);
    archive[archive.length / 2] ^= 4;
    Files.write(file, archive);
    long target = SharedCluster.newProjectId();
    assertThatThrownBy(() -> new ArchiveUpload(SharedCluster.client()).run(file, target, true))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(CallFailure.sentence(e)).contains("ARCHIVE_INVALID"));
    assertThatThrownBy(
            () ->
                SharedCluster.client()
                    .projects()
                    .getProject(GetProjectRequest.newBuilder().setProjectId(target).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(CallFailure.sentence(e)).contains("PROJECT_NOT_FOUND"));
  }

  private long fill() {
    long id = SharedCluster.newProjectId();
    projects.create(id, 4);
    List<List<Float>> vectors = Projects.randomVectors(MEMORIES, 4, 13);
    projects.write(
        id,
        vectors.stream()
            .map(v -> Projects.memory("text " + v.get(0), v.toArray(Float[]::new)))
            .toList());
    return id;
  }

  private static GetProjectStatsResponse stats(long projectId) {
    return SharedCluster.client()
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(projectId).build());
  }

  private List<String> nearest(long projectId) {
    return projects
        .search(
            SearchRequest.newBuilder()
                .setProjectId(projectId)
                .addAllVector(List.of(1f, 0f, 0f, 0f))
                .setConsistency(Consistency.newBuilder().setPrimaryOnly(true)))
        .getHitsList()
        .stream()
        .map(hit -> hit.getMemory().getId())
        .toList();
  }
}
