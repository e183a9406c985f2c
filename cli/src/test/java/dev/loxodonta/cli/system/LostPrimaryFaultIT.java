package dev.loxodonta.cli.system;

import static dev.loxodonta.cli.system.Projects.memory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Consistency;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kills one shard's primary under running services. */
class LostPrimaryFaultIT {

  private static final Duration SECONDS = Duration.ofSeconds(5);

  private final Projects projects = new Projects(SharedCluster.client());
  private final long project = SharedCluster.newProjectIdOn(2, projects);
  private final long other = SharedCluster.newProjectIdOn(1, projects);
  private final LocalPrimary primary = SharedCluster.standalone().postgres().shard(2).primary();

  @BeforeEach
  void killPrimary() {
    projects.write(other, memory("stays", 1f, 0f, 0f, 0f));
    String token = projects.write(project, memory("before", 1f, 0f, 0f, 0f)).getWriteToken();
    await().atMost(SECONDS).until(() -> replicaHas(token));
    primary.kill();
  }

  @AfterEach
  void startPrimary() {
    primary.start();
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> canWrite(project));
  }

  @Test
  void searches_goOnFromTheReplicaAndWritesAreRefusedUntilThePrimaryIsBack() {
    for (int i = 0; i < 20; i++) {
      assertThat(search(project).getReport().getNode()).isEqualTo("shard-2-replica-1");
    }

    long started = System.nanoTime();
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> canWrite(project));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(StatusProto.fromThrowable(refused).getDetailsList())
        .anyMatch(detail -> detail.is(RetryInfo.class));
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SECONDS);
    assertThat(canWrite(other)).isTrue();
    assertThat(search(other).getHitsList()).isNotEmpty();
  }

  @Test
  void primaryOnlySearch_isUnavailable() {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                projects.search(
                    request(project)
                        .setConsistency(Consistency.newBuilder().setPrimaryOnly(true))));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
  }

  private boolean replicaHas(String token) {
    SearchResponse response =
        projects.search(
            request(project).setConsistency(Consistency.newBuilder().setWriteToken(token)));
    return response.getReport().getNode().equals("shard-2-replica-1");
  }

  private boolean canWrite(long target) {
    return projects.write(target, memory("after", 0f, 1f, 0f, 0f)).getMemoriesCount() == 1;
  }

  private SearchResponse search(long target) {
    SearchResponse response = projects.search(request(target));
    assertThat(response.getHitsList()).isNotEmpty();
    return response;
  }

  private static SearchRequest.Builder request(long target) {
    return SearchRequest.newBuilder().setProjectId(target).addAllVector(List.of(1f, 0f, 0f, 0f));
  }
}
