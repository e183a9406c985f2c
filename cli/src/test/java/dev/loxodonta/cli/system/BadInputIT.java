package dev.loxodonta.cli.system;

import static dev.loxodonta.cli.system.BadInputIT.Case.bad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.ingest.v1.DeleteMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Consistency;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends bad requests to all services and looks for a clear status that names the field. */
class BadInputIT {

  private static final long PROJECT = SharedCluster.newProjectId();
  private static final long UNKNOWN_PROJECT = 987_654_321L;
  private static final int FIVE_MEGABYTES = 5 << 20;

  /**
   * A bad request.
   *
   * @param field what BadRequest must name; empty when the reason says it all
   */
  record Case(String name, Consumer<ClusterClient> call, Code code, String reason, String field) {

    static Case bad(String name, String field, Consumer<ClusterClient> call) {
      return new Case(name, call, Code.INVALID_ARGUMENT, "INVALID_FIELD", field);
    }

    Case as(Code newCode, String newReason) {
      return new Case(name, call, newCode, newReason, field);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void createProject() {
    new Projects(SharedCluster.client()).create(PROJECT, 3);
  }

  static Stream<Case> badRequests() {
    return Stream.of(searches(), writes(), lists(), projects()).flatMap(cases -> cases);
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void request_isRefusedWithAClearStatusWhenItIsBad(Case bad)
      throws InvalidProtocolBufferException {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> bad.call.accept(SharedCluster.client()));

    assertThat(failure).as("the call was accepted").isNotNull();
    assertThat(failure.getStatus().getCode()).isEqualTo(bad.code);
    Status status = StatusProto.fromThrowable(failure);
    assertThat(reason(status)).isEqualTo(bad.reason);
    if (!bad.field.isEmpty()) {
      assertThat(fields(status)).contains(bad.field);
    }
    assertThat(status.getMessage()).isNotBlank().doesNotContain("Exception", "org.", "java.");
  }

  private static Stream<Case> searches() {
    return Stream.of(
        bad("search: wrong dimension", "vector", search(s -> s.addAllVector(List.of(1f, 2f)))),
        bad("search: NaN", "vector[1]", search(s -> s.addAllVector(List.of(1f, Float.NaN, 0f)))),
        bad(
            "search: infinite",
            "vector[2]",
            search(s -> s.addAllVector(List.of(1f, 0f, Float.POSITIVE_INFINITY)))),
        bad("search: zero vector", "vector", search(s -> s.addAllVector(List.of(0f, 0f, 0f)))),
        bad("search: k 0", "k", search(s -> good(s).setK(0))),
        bad("search: k 1001", "k", search(s -> good(s).setK(1_001))),
        bad("search: ef_search 0", "ef_search", search(s -> good(s).setEfSearch(0))),
        bad("search: unknown mode", "mode", search(s -> good(s).setModeValue(99))),
        bad("search: neither text nor vector", "text", search(s -> s)),
        bad(
            "search: empty condition",
            "filter.metadata.kind",
            search(s -> good(s).setFilter(metadata(Condition.getDefaultInstance())))),
        bad(
            "search: key without a name",
            "filter.metadata.exists.key",
            search(
                s ->
                    good(s)
                        .setFilter(
                            metadata(
                                Condition.newBuilder()
                                    .setExists(Condition.Exists.getDefaultInstance())
                                    .build())))),
        bad(
            "search: id that is no UUID",
            "filter.ids[0]",
            search(s -> good(s).setFilter(Filter.newBuilder().addIds("seven")))),
        bad(
            "search: malformed token",
            "consistency.write_token",
            search(
                s -> good(s).setConsistency(Consistency.newBuilder().setWriteToken("tomorrow")))),
        bad("search: project 0", "project_id", search(s -> good(s).setProjectId(0))),
        bad("search: unknown project", "", search(s -> good(s).setProjectId(UNKNOWN_PROJECT)))
            .as(Code.NOT_FOUND, "PROJECT_NOT_FOUND"),
        bad("search: five megabytes", "", search(s -> good(s).setText("x".repeat(FIVE_MEGABYTES))))
            .as(Code.INVALID_ARGUMENT, "MESSAGE_TOO_LARGE"));
  }

  private static Stream<Case> writes() {
    return Stream.of(
        bad(
            "write: wrong dimension",
            "memories[0].embedding",
            write(m -> m.clearEmbedding().addEmbedding(1f))),
        bad("write: NaN", "memories[0].embedding[0]", write(m -> m.setEmbedding(0, Float.NaN))),
        bad("write: empty content", "memories[0].content", write(m -> m.setContent(""))),
        bad("write: content with U+0000", "memories[0].content", write(m -> m.setContent("a\0b"))),
        bad("write: id that is no UUID", "memories[0].id", write(m -> m.setId("seven"))),
        bad("write: importance 2", "memories[0].importance", write(m -> m.setImportance(2f))),
        bad(
            "write: no memories",
            "memories",
            c ->
                c.memories()
                    .writeMemories(
                        WriteMemoriesRequest.newBuilder().setProjectId(PROJECT).build())),
        bad(
            "write: request id that is no UUID",
            "request_id",
            c ->
                c.memories()
                    .writeMemories(
                        WriteMemoriesRequest.newBuilder()
                            .setProjectId(PROJECT)
                            .setRequestId("again")
                            .addMemories(memory())
                            .build())),
        bad("write: five megabytes", "", write(m -> m.setContent("x".repeat(FIVE_MEGABYTES))))
            .as(Code.INVALID_ARGUMENT, "MESSAGE_TOO_LARGE"),
        bad(
                "write: unknown project",
                "",
                c ->
                    c.memories()
                        .writeMemories(
                            WriteMemoriesRequest.newBuilder()
                                .setProjectId(UNKNOWN_PROJECT)
                                .addMemories(memory())
                                .build()))
            .as(Code.NOT_FOUND, "PROJECT_NOT_FOUND"));
  }

  private static Stream<Case> lists() {
    return Stream.of(
        bad("list: unknown order", "order", list(l -> l.setOrderValue(77))),
        bad("list: page size −1", "page_size", list(l -> l.setPageSize(-1))),
        bad("list: malformed page token", "page_token", list(l -> l.setPageToken("next"))),
        bad(
            "get: id that is no UUID",
            "ids[0]",
            c ->
                c.memories()
                    .getMemories(
                        GetMemoriesRequest.newBuilder()
                            .setProjectId(PROJECT)
                            .addIds("seven")
                            .build())),
        bad(
            "delete: empty filter",
            "filter",
            c ->
                c.memories()
                    .deleteMemories(
                        DeleteMemoriesRequest.newBuilder()
                            .setProjectId(PROJECT)
                            .setFilter(Filter.getDefaultInstance())
                            .build())));
  }

  private static Stream<Case> projects() {
    return Stream.of(
        bad("create: id 0", "project.project_id", create(p -> p.setProjectId(0))),
        bad(
            "create: 4001 dimensions",
            "project.embedding_space.dimensions",
            create(p -> p.setEmbeddingSpace(space().setDimensions(4_001)))),
        bad(
            "create: unknown metric",
            "project.embedding_space.metric",
            create(p -> p.setEmbeddingSpace(space().setMetricValue(9)))),
        bad(
            "create: unknown language",
            "project.text_language",
            create(p -> p.setTextLanguage("elvish"))),
        bad(
                "get: unknown project",
                "",
                c ->
                    c.projects()
                        .getProject(
                            GetProjectRequest.newBuilder().setProjectId(UNKNOWN_PROJECT).build()))
            .as(Code.NOT_FOUND, "PROJECT_NOT_FOUND"));
  }

  private static Consumer<ClusterClient> search(UnaryOperator<SearchRequest.Builder> change) {
    SearchRequest request = change.apply(SearchRequest.newBuilder().setProjectId(PROJECT)).build();
    return client -> client.search().search(request);
  }

  private static SearchRequest.Builder good(SearchRequest.Builder search) {
    return search.addAllVector(List.of(1f, 0f, 0f));
  }

  private static Filter metadata(Condition condition) {
    return Filter.newBuilder().setMetadata(condition).build();
  }

  private static Consumer<ClusterClient> write(UnaryOperator<Memory.Builder> change) {
    WriteMemoriesRequest request =
        WriteMemoriesRequest.newBuilder()
            .setProjectId(PROJECT)
            .addMemories(change.apply(memory().toBuilder()))
            .build();
    return client -> client.memories().writeMemories(request);
  }

  private static Memory memory() {
    return Projects.memory("one thing", 1f, 2f, 3f);
  }

  private static Consumer<ClusterClient> list(UnaryOperator<ListMemoriesRequest.Builder> change) {
    ListMemoriesRequest request =
        change.apply(ListMemoriesRequest.newBuilder().setProjectId(PROJECT)).build();
    return client -> client.memories().listMemories(request);
  }

  private static Consumer<ClusterClient> create(UnaryOperator<Project.Builder> change) {
    Project project =
        change
            .apply(
                Project.newBuilder()
                    .setProjectId(SharedCluster.newProjectId())
                    .setEmbeddingSpace(space()))
            .build();
    return client ->
        client
            .projects()
            .createProject(CreateProjectRequest.newBuilder().setProject(project).build());
  }

  private static EmbeddingSpace.Builder space() {
    return EmbeddingSpace.newBuilder().setModel("of-the-tests").setDimensions(3);
  }

  private static String reason(Status status) throws InvalidProtocolBufferException {
    for (com.google.protobuf.Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        return detail.unpack(ErrorInfo.class).getReason();
      }
    }
    return "";
  }

  private static List<String> fields(Status status) throws InvalidProtocolBufferException {
    for (com.google.protobuf.Any detail : status.getDetailsList()) {
      if (detail.is(BadRequest.class)) {
        return detail.unpack(BadRequest.class).getFieldViolationsList().stream()
            .map(BadRequest.FieldViolation::getField)
            .toList();
      }
    }
    return List.of();
  }
}
