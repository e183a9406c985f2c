package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.loxodonta.type.v1.Memory;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs load and reflection through the tools that users have. Where a tool is missing its tests are
 * skipped, but with LOXO_REQUIRE_TOOLS, as in CI, they fail.
 */
class ConcurrentClientsIT {

  private static final int DIMENSIONS = 64;
  private static final long PROJECT = SharedCluster.newProjectId();
  private static final String SECONDS = System.getProperty("loxo.test.loadSeconds", "20");

  @BeforeAll
  static void fillProject() {
    Projects projects = new Projects(SharedCluster.client());
    projects.create(PROJECT, DIMENSIONS);
    List<List<Float>> vectors = Projects.randomVectors(1_000, DIMENSIONS, 3);
    projects.write(
        PROJECT,
        IntStream.range(0, vectors.size())
            .mapToObj(
                i ->
                    Memory.newBuilder()
                        .setContent("memory " + i)
                        .addAllEmbedding(vectors.get(i))
                        .build())
            .toList());
  }

  @Test
  void hundredClients_getNoErrorAndLeaveNoConnectionAcquired() throws Exception {
    JsonObject report = JsonParser.parseString(ghz()).getAsJsonObject();

    assertThat(report.getAsJsonObject("statusCodeDistribution").keySet()).containsExactly("OK");
    assertThat(report.getAsJsonObject("errorDistribution").keySet()).isEmpty();
    assertThat(report.get("count").getAsLong()).isGreaterThan(200);
    await().atMost(Duration.ofSeconds(10)).untilAsserted(ConcurrentClientsIT::assertPoolsAreIdle);
  }

  @Test
  void grpcurl_listsAndDescribesAllServices() throws Exception {
    String listed = run("grpcurl", "-plaintext", SharedCluster.address(), "list");

    assertThat(listed.lines())
        .contains(
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "loxodonta.ingest.v1.MemoryService",
            "loxodonta.router.v1.ClusterService",
            "loxodonta.router.v1.ProjectService",
            "loxodonta.router.v1.TopologyService",
            "loxodonta.search.v1.SearchService");
    assertThat(
            run(
                "grpcurl",
                "-plaintext",
                SharedCluster.address(),
                "describe",
                "loxodonta.search.v1.SearchRequest"))
        .contains("optional int32 k = 5");
  }

  private static String ghz() throws Exception {
    String vector = Projects.randomVectors(1, DIMENSIONS, 4).get(0).toString();
    return run(
        "ghz",
        "--insecure",
        "--call",
        "loxodonta.search.v1.SearchService/Search",
        "--data",
        "{\"project_id\": " + PROJECT + ", \"vector\": " + vector + "}",
        "--concurrency",
        "100",
        "--connections",
        "100",
        "--duration",
        SECONDS + "s",
        "--duration-stop",
        "wait",
        "--timeout",
        "30s",
        "--format",
        "json",
        SharedCluster.address());
  }

  private static void assertPoolsAreIdle() {
    MeterRegistry metrics = SharedCluster.standalone().context().getBean(MeterRegistry.class);
    assertThat(metrics.find("loxodonta.pool.acquired").gauges()).isNotEmpty();
    assertThat(metrics.find("loxodonta.pool.acquired").gauges())
        .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
    assertThat(metrics.find("loxodonta.pool.pending").gauges())
        .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
  }

  private static String run(String... command) throws IOException, InterruptedException {
    if (System.getenv("LOXO_REQUIRE_TOOLS") == null) {
      assumeThat(isOnPath(command[0])).as(command[0] + " is on the PATH").isTrue();
    }
    Path errors = Files.createTempFile("tool", ".err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String output;
    try (var in = process.getInputStream()) {
      output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(process.waitFor()).as(() -> content(errors)).isZero();
    Files.delete(errors);
    return output;
  }

  private static boolean isOnPath(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
