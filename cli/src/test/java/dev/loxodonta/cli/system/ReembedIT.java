package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.standalone.ClusterSettings;
import dev.loxodonta.cli.system.TopicModels.Model;
import dev.loxodonta.ingest.v1.ConfirmReembedRequest;
import dev.loxodonta.ingest.v1.ConsolidateRequest;
import dev.loxodonta.ingest.v1.ConsolidationServiceGrpc;
import dev.loxodonta.ingest.v1.DocumentServiceGrpc;
import dev.loxodonta.ingest.v1.EntityServiceGrpc;
import dev.loxodonta.ingest.v1.EventServiceGrpc;
import dev.loxodonta.ingest.v1.ListConsolidationsRequest;
import dev.loxodonta.ingest.v1.MaintenanceServiceGrpc;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.ingest.v1.RecordEventsRequest;
import dev.loxodonta.ingest.v1.ReembedRequest;
import dev.loxodonta.ingest.v1.RollBackReembedRequest;
import dev.loxodonta.ingest.v1.UpsertEntityRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.cluster.ClusterSpec;
import dev.loxodonta.localpostgres.cluster.PostgresCluster;
import dev.loxodonta.localqdrant.QdrantPoints;
import dev.loxodonta.localqdrant.QdrantServer;
import dev.loxodonta.router.v1.CancelOperationRequest;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.GetOperationRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.GetProjectStatsResponse;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.Operation;
import dev.loxodonta.router.v1.OperationState;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.WatchOperationRequest;
import dev.loxodonta.search.v1.RetrieveRequest;
import dev.loxodonta.search.v1.SearchEntitiesRequest;
import dev.loxodonta.search.v1.SearchEntitiesResponse;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.service.RunningService;
import dev.loxodonta.type.v1.Document;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.Entity;
import dev.loxodonta.type.v1.Event;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.VectorState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gives projects other models while they are searched and written to. */
final class ReembedIT {

  private static final int TOPICS = 16;
  private static final int MEMORIES = 640;
  private static final AtomicLong COUNTER = new AtomicLong();

  private static PostgresCluster postgres;
  private static TopicModels models;
  private static QdrantServer qdrant;
  private static QdrantPoints points;
  private static RunningService services;
  private static ClusterClient client;
  private static ManagedChannel channel;

  /** What happened while an operation ran. */
  private record Traffic(long writes, long answers, Set<Model> seen, long refusedVectors) {}

  @BeforeAll
  static void start() throws IOException {
    postgres =
        PostgresCluster.start(
            ClusterSpec.in(LocalPostgres.temporaryFolder().resolve("cluster"))
                .withShards(1)
                .withReplicas(1)
                .withDurable(false));
    models = new TopicModels();
    qdrant = QdrantServer.start();
    points = new QdrantPoints(qdrant);
    int port = freePort();
    Map<String, Object> settings = new HashMap<>();
    settings.put("grpc.server.port", port);
    settings.put("micronaut.server.port", -1);
    settings.putAll(ClusterSettings.router(postgres, "a password"));
    settings.putAll(ClusterSettings.service(port, "a password"));
    settings.put("loxodonta.cluster.slots", 8);
    settings.put("loxodonta.isolation.min-vectors", 0);
    settings.put("loxodonta.isolation.grace", "0s");
    settings.put("loxodonta.isolation.batch-rows", 200);
    settings.put("loxodonta.reembed.poll", "50ms");
    settings.put("loxodonta.postgres.connect-timeout", "10s");
    settings.put("loxodonta.postgres.acquire-timeout", "10s");
    settings.put("loxodonta.saga.qdrant.address", qdrant.address());
    settings.put("loxodonta.saga.poll-interval", "100ms");
    settings.put("loxodonta.saga.initial-delay", "100ms");
    settings.putAll(models.settings());
    services = RunningService.start("standalone", null, settings);
    client = ClusterClient.connect("127.0.0.1:" + port);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(ReembedIT::isWhole);
  }

  private static boolean isWhole() {
    return client
            .topology()
            .getTopology(GetTopologyRequest.getDefaultInstance())
            .getTopology()
            .getShards(0)
            .getNodesCount()
        == 2;
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    client.close();
    services.close();
    points.close();
    qdrant.close();
    models.close();
    postgres.close();
  }

  @ParameterizedTest
  @CsvSource({"1201, OTHER_SIZE", "1202, SAME_SIZE"})
  void search_answersWhollyByTheOldOrTheNewVectorsAndNoWriteIsLost(long projectId, Model target)
      throws Exception {
    Set<String> written = ConcurrentHashMap.newKeySet();
    createFilled(projectId, written);
    Operation forth = start(projectId, target);
    Traffic traffic = trafficUntilEnd(projectId, written, forth.getOperationId(), target);
    assertThat(traffic.seen()).contains(Model.OLD, target);
    assertThat(traffic.refusedVectors()).isPositive();
    assertWhole(projectId, written, target);

    Operation back = maintenance().rollBackReembed(rollBack(projectId)).getOperation();
    Traffic backTraffic = trafficUntilEnd(projectId, written, back.getOperationId(), target);
    assertThat(backTraffic.seen()).contains(Model.OLD, target);
    assertWhole(projectId, written, Model.OLD);
    awaitForgotten(projectId);
    assertThat(copies(projectId)).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({"1211, copy", "1212, embed", "1213, build-indexes", "1214, switch", "1215, publish"})
  void reembedding_endsTheSameWhenItIsCutOffBefore(long projectId, String step) throws Exception {
    Set<String> written = ConcurrentHashMap.newKeySet();
    create(projectId);
    write(projectId, written, 120);
    breakOnce(projectId, step);
    String id = start(projectId, Model.OTHER_SIZE).getOperationId();
    write(projectId, written, 20);
    assertThat(awaitEnd(id).getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
    assertThat(catalog("SELECT count(*) FROM broken WHERE project_id = " + projectId))
        .isEqualTo("0");
    assertWhole(projectId, written, Model.OTHER_SIZE);
    maintenance()
        .confirmReembed(ConfirmReembedRequest.newBuilder().setProjectId(projectId).build());
    awaitForgotten(projectId);
    assertThat(copies(projectId)).isEqualTo("1");
  }

  @Test
  void reembedding_leavesNothingBehindWhenItIsCancelled() throws Exception {
    long projectId = 1221;
    Set<String> written = ConcurrentHashMap.newKeySet();
    createFilled(projectId, written);
    String partitions = "SELECT count(*) FROM pg_class WHERE relname ~ '^memories_s[0-9]+$'";
    String before = shard(partitions);
    models.hold();
    String id = start(projectId, Model.OTHER_SIZE).getOperationId();
    await().atMost(Duration.ofSeconds(20)).until(() -> operation(id).getStep().equals("embed"));
    assertThatThrownBy(() -> start(projectId, Model.SAME_SIZE)).hasMessageContaining("under way");
    client
        .cluster()
        .cancelOperation(CancelOperationRequest.newBuilder().setOperationId(id).build());
    Operation end = awaitEnd(id);
    models.letGo();
    assertThat(end.getState()).isEqualTo(OperationState.OPERATION_STATE_FAILED);
    assertThat(end.getMessage()).isEqualTo("cancelled");
    assertThat(shard(partitions)).isEqualTo(before);
    assertThat(shard("SELECT count(*) FROM reembeddings WHERE project_id = 1221")).isEqualTo("0");
    assertThat(shard("SELECT count(*) FROM reembedding_queue WHERE project_id = 1221"))
        .isEqualTo("0");
    assertThat(shard("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'loxo_capture%'"))
        .isEqualTo("0");
    assertWhole(projectId, written, Model.OLD);
    assertThatThrownBy(() -> maintenance().rollBackReembed(rollBack(projectId)))
        .hasMessageContaining("keeps no copy");
  }

  @Test
  void reembedding_bringsChunksAndRecordsAlongAndLeavesTextOnlyMemoriesAlone() throws Exception {
    long projectId = 1231;
    create(projectId);
    client
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder()
                .setProjectId(projectId)
                .addMemories(
                    Memory.newBuilder()
                        .setContent("topic 3 in words")
                        .setVectorState(VectorState.VECTOR_STATE_NONE))
                .build());
    DocumentServiceGrpc.newBlockingStub(channel)
        .putDocument(
            PutDocumentRequest.newBuilder()
                .setProjectId(projectId)
                .setDocument(Document.newBuilder().setTitle("a document"))
                .setText("topic 3 in a document")
                .build());
    EntityServiceGrpc.newBlockingStub(channel)
        .upsertEntity(
            UpsertEntityRequest.newBuilder()
                .setProjectId(projectId)
                .setEntity(Entity.newBuilder().setEntityType("thing").setName("topic 4"))
                .build());
    EventServiceGrpc.newBlockingStub(channel)
        .recordEvents(
            RecordEventsRequest.newBuilder()
                .setProjectId(projectId)
                .addEvents(Event.newBuilder().setSessionId("s").setContent("topic 5"))
                .build());
    Operation end = awaitEnd(start(projectId, Model.SAME_SIZE).getOperationId());
    assertThat(end.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
    double best =
        client
            .search()
            .retrieve(
                RetrieveRequest.newBuilder()
                    .setProjectId(projectId)
                    .setText("topic 3")
                    .setMode(SearchMode.SEARCH_MODE_SEMANTIC)
                    .build())
            .getPassages(0)
            .getScore();
    assertThat(best).isGreaterThan(0.9);
    assertThat(Model.SAME_SIZE.made(vectorOf("entities", projectId), "topic 4")).isTrue();
    assertThat(Model.SAME_SIZE.made(vectorOf("episodic_events", projectId), "topic 5")).isTrue();
    assertThat(stats(projectId).getMemories()).isEqualTo(1);
    assertThat(stats(projectId).getVectors()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1901, OTHER_SIZE", "1902, SAME_SIZE"})
  void reembedding_takesCentroidsAnewAndBringsEntitiesToQdrantAgain(long projectId, Model target) {
    create(projectId);
    IntStream.range(0, 3).forEach(i -> upsert(projectId, "topic 4 entity " + i));
    awaitPoints(projectId, Model.OLD);
    record(projectId, 8);
    consolidate(projectId);
    assertThat(Model.OLD.made(centroid(projectId), "topic 5")).isTrue();

    qdrant.stop();
    Operation forth = awaitEnd(start(projectId, target).getOperationId());
    assertThat(forth.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
    assertThat(target.made(centroid(projectId), "topic 5")).isTrue();
    upsert(projectId, "topic 4 entity 3");
    qdrant.restart();
    awaitPoints(projectId, target);

    Operation back = maintenance().rollBackReembed(rollBack(projectId)).getOperation();
    assertThat(awaitEnd(back.getOperationId()).getState())
        .isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
    assertThat(Model.OLD.made(centroid(projectId), "topic 5")).isTrue();
    awaitPoints(projectId, Model.OLD);
  }

  private static void upsert(long projectId, String name) {
    EntityServiceGrpc.newBlockingStub(channel)
        .upsertEntity(
            UpsertEntityRequest.newBuilder()
                .setProjectId(projectId)
                .setEntity(Entity.newBuilder().setEntityType("thing").setName(name))
                .build());
  }

  /** Every entity is there once, in the collection of the model's space, with its vector. */
  private static void awaitPoints(long projectId, Model model) {
    String count = shard("SELECT count(*) FROM entities WHERE project_id = " + projectId);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(points.of(projectId))
                    .hasSize(Integer.parseInt(count))
                    .allMatch(p -> p.collection().endsWith("_" + model.dimensions() + "_cosine"))
                    .allMatch(p -> model.made(p.vector(), p.name())));
  }

  private static void record(long projectId, int count) {
    RecordEventsRequest.Builder request = RecordEventsRequest.newBuilder().setProjectId(projectId);
    for (int i = 0; i < count; i++) {
      request.addEvents(Event.newBuilder().setSessionId("s").setContent("topic 5 event " + i));
    }
    EventServiceGrpc.newBlockingStub(channel).recordEvents(request.build());
  }

  private static void consolidate(long projectId) {
    ConsolidationServiceGrpc.newBlockingStub(channel)
        .consolidate(ConsolidateRequest.newBuilder().setProjectId(projectId).build())
        .forEachRemaining(progress -> {});
  }

  private static List<Float> centroid(long projectId) {
    return ConsolidationServiceGrpc.newBlockingStub(channel)
        .listConsolidations(
            ListConsolidationsRequest.newBuilder()
                .setProjectId(projectId)
                .setIncludeCentroid(true)
                .build())
        .getConsolidations(0)
        .getCentroidList();
  }

  @Test
  void entitySearch_neverComparesVectorsOfTwoModels() throws Exception {
    long projectId = 1701;
    create(projectId);
    for (int i = 0; i < 3 * TOPICS; i++) {
      writeEntity(projectId, "topic %d entity %d".formatted(i % TOPICS, i));
    }
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Future<Long> searches =
          threads.submit(
              until(
                  stop, () -> entitiesOf(projectId, ThreadLocalRandom.current().nextInt(TOPICS))));
      try {
        Operation end = awaitEnd(reembedWhileEntitiesWait(projectId));
        assertThat(end.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> entitiesOf(projectId, 4).getReport().getComplete());
        assertThat(entitiesOf(projectId, 4).getHitsList())
            .filteredOn(hit -> hit.getSimilarity() > 0.9)
            .hasSize(4);
      } finally {
        stop.set(true);
      }
      assertThat(searches.get(30, TimeUnit.SECONDS)).isPositive();
    }
  }

  /** Starts a re-embedding and looks at entities after its switch, before they get vectors. */
  private static String reembedWhileEntitiesWait(long projectId) {
    models.hold();
    try {
      String id = start(projectId, Model.SAME_SIZE).getOperationId();
      await().atMost(Duration.ofSeconds(30)).until(() -> operation(id).getStep().equals("records"));
      writeEntity(projectId, "topic 4 of the new model");
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                SearchEntitiesResponse waiting = entitiesOf(projectId, 4);
                assertThat(waiting.getHitsList())
                    .singleElement()
                    .satisfies(h -> assertThat(h.getEntity().getName()).endsWith("new model"));
                assertThat(waiting.getReport().getComplete()).isFalse();
              });
      return id;
    } finally {
      models.letGo();
    }
  }

  private static void writeEntity(long projectId, String name) {
    EntityServiceGrpc.newBlockingStub(channel)
        .upsertEntity(
            UpsertEntityRequest.newBuilder()
                .setProjectId(projectId)
                .setEntity(Entity.newBuilder().setName(name))
                .build());
  }

  /** Searches entities near to a topic; a vector of the other model would be near to another. */
  private static SearchEntitiesResponse entitiesOf(long projectId, int topic) {
    SearchEntitiesResponse response =
        client
            .search()
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .searchEntities(
                SearchEntitiesRequest.newBuilder()
                    .setProjectId(projectId)
                    .setText("topic " + topic)
                    .setK(1_000)
                    .build());
    assertThat(response.getHitsList())
        .allSatisfy(
            hit ->
                assertThat(hit.getSimilarity() > 0.9)
                    .as(hit.getEntity().getName())
                    .isEqualTo(TopicModels.topic(hit.getEntity().getName()) == topic));
    return response;
  }

  @Test
  void reembedding_isRefusedForAModelThatDoesNotRunHere() {
    create(1241);
    assertThatThrownBy(
            () ->
                maintenance()
                    .reembed(
                        ReembedRequest.newBuilder()
                            .setProjectId(1241)
                            .setSpace(EmbeddingSpace.newBuilder().setModel("unknown"))
                            .build()))
        .hasMessageContaining("unknown")
        .hasMessageContaining("test/other-size (24 dimensions)");
    assertThatThrownBy(() -> start(1241, Model.OLD)).hasMessageContaining("space");
  }

  /** Waits for the replica, too: a search without a token may be answered from before the fill. */
  private static void createFilled(long projectId, Set<String> written) throws Exception {
    create(projectId);
    write(projectId, written, MEMORIES);
    String filled = shard("SELECT pg_current_wal_lsn()");
    String behind =
        "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn < '%s'".formatted(filled);
    await().atMost(Duration.ofSeconds(20)).until(() -> shard(behind).equals("0"));
  }

  private static void create(long projectId) {
    client
        .projects()
        .createProject(
            CreateProjectRequest.newBuilder()
                .setProject(
                    Project.newBuilder()
                        .setProjectId(projectId)
                        .setEmbeddingSpace(space(Model.OLD)))
                .build());
  }

  private static EmbeddingSpace space(Model model) {
    return EmbeddingSpace.newBuilder()
        .setModel(model.key())
        .setDimensions(model.dimensions())
        .build();
  }

  private static Operation start(long projectId, Model target) {
    return maintenance()
        .reembed(
            ReembedRequest.newBuilder().setProjectId(projectId).setSpace(space(target)).build())
        .getOperation();
  }

  private static RollBackReembedRequest rollBack(long projectId) {
    return RollBackReembedRequest.newBuilder().setProjectId(projectId).build();
  }

  /** Writes texts; acknowledged ones are noted. */
  private static void write(long projectId, Set<String> written, int count) {
    List<Memory> memories =
        IntStream.range(0, count)
            .mapToObj(i -> Memory.newBuilder().setContent(newText()).build())
            .toList();
    client
        .memories()
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .writeMemories(
            WriteMemoriesRequest.newBuilder()
                .setProjectId(projectId)
                .addAllMemories(memories)
                .build());
    memories.forEach(m -> written.add(m.getContent()));
  }

  private static String newText() {
    long number = COUNTER.incrementAndGet();
    return "topic %d number %d".formatted(number % TOPICS, number);
  }

  private Traffic trafficUntilEnd(
      long projectId, Set<String> written, String operationId, Model target) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Set<Model> seen = ConcurrentHashMap.newKeySet();
    AtomicLong refused = new AtomicLong();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<Long> writes =
          threads.submit(
              until(stop, () -> write(projectId, written, 1 + (int) (COUNTER.get() % 3))));
      Future<Long> texts = threads.submit(until(stop, () -> seen.add(byText(projectId, target))));
      Future<Long> vectors =
          threads.submit(until(stop, () -> byOldVector(projectId, target, refused)));
      List<Double> percents = new ArrayList<>();
      try {
        Operation end = awaitEnd(operationId, percents);
        assertThat(end.getMessage()).isEmpty();
        assertThat(end.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(percents.stream().distinct().count()).isGreaterThan(5);
        assertThat(percents.getLast()).isEqualTo(100);
        seen.add(byText(projectId, target));
        byOldVector(projectId, target, refused);
        System.out.printf("%d: writes were held for %d ms%n", projectId, end.getWritePauseMillis());
      } finally {
        stop.set(true);
      }
      Traffic traffic =
          new Traffic(
              writes.get(30, TimeUnit.SECONDS),
              texts.get(30, TimeUnit.SECONDS) + vectors.get(30, TimeUnit.SECONDS),
              seen,
              refused.get());
      System.out.println(projectId + ": " + traffic);
      return traffic;
    }
  }

  private static Callable<Long> until(AtomicBoolean stop, Runnable step) {
    return () -> {
      long steps = 0;
      while (!stop.get()) {
        step.run();
        steps++;
      }
      return steps;
    };
  }

  /** Searches by a text; returns the model by which it was answered. */
  private static Model byText(long projectId, Model target) {
    int topic = ThreadLocalRandom.current().nextInt(TOPICS);
    return modelOf(
        search(SearchRequest.newBuilder().setProjectId(projectId).setText("topic " + topic)),
        topic,
        target);
  }

  /** Searches near to a vector of the old model: it finds what it means, or is refused. */
  private static void byOldVector(long projectId, Model target, AtomicLong refused) {
    int topic = ThreadLocalRandom.current().nextInt(TOPICS);
    try {
      Model model =
          modelOf(
              search(
                  SearchRequest.newBuilder()
                      .setProjectId(projectId)
                      .addAllVector(Model.OLD.vector("topic " + topic))
                      .setVectorModel(Model.OLD.key())),
              topic,
              target);
      assertThat(model).isEqualTo(Model.OLD);
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      refused.incrementAndGet();
    }
  }

  private static SearchResponse search(SearchRequest.Builder request) {
    return client
        .search()
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .search(
            request
                .setMode(SearchMode.SEARCH_MODE_SEMANTIC)
                .setK(5)
                .setIncludeEmbedding(true)
                .build());
  }

  /** Fails when hits have vectors of two models, or what is near is of another topic. */
  private static Model modelOf(SearchResponse response, int topic, Model target) {
    assertThat(response.getHitsList()).isNotEmpty();
    List<Model> candidates =
        new ArrayList<>(target == Model.OLD ? List.of(target) : List.of(Model.OLD, target));
    candidates.removeIf(
        model ->
            !response.getHitsList().stream()
                .allMatch(
                    hit ->
                        model.made(
                            hit.getMemory().getEmbeddingList(), hit.getMemory().getContent())));
    assertThat(candidates).as("one model for %s", response.getHitsList()).hasSize(1);
    assertThat(response.getHitsList())
        .filteredOn(hit -> hit.getScore() > 0.9)
        .allMatch(hit -> TopicModels.topic(hit.getMemory().getContent()) == topic);
    return candidates.getFirst();
  }

  /** Every acknowledged text is there, once, with a vector of the model. */
  private static void assertWhole(long projectId, Set<String> written, Model model)
      throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                shard(
                        "SELECT count(*) FROM memories m JOIN projects p USING (project_id, slot)"
                            + " WHERE m.embedding IS NULL AND project_id = "
                            + projectId)
                    .equals("0"));
    Map<String, List<Float>> stored = stored(projectId);
    assertThat(stored.keySet()).isEqualTo(written);
    assertThat(stored.entrySet()).allMatch(row -> model.made(row.getValue(), row.getKey()));
    assertThat(stats(projectId).getMemories()).isEqualTo(written.size());
    assertThat(byText(projectId, model)).isEqualTo(model);
  }

  private static Map<String, List<Float>> stored(long projectId) {
    String rows =
        shard(
            "SELECT string_agg(m.content || '|' || m.embedding::text, E'\\n') FROM memories m"
                + " JOIN projects p USING (project_id, slot) WHERE project_id = "
                + projectId);
    return rows.lines()
        .map(line -> line.split("\\|"))
        .collect(Collectors.toMap(parts -> parts[0], parts -> vector(parts[1])));
  }

  private static List<Float> vectorOf(String table, long projectId) {
    return vector(
        shard("SELECT embedding::text FROM " + table + " WHERE project_id = " + projectId));
  }

  private static List<Float> vector(String text) {
    return List.of(text.replaceAll("[\\[\\]]", "").split(",")).stream()
        .map(Float::valueOf)
        .toList();
  }

  /** Returns in how many slots the project has memories. */
  private static String copies(long projectId) {
    return shard("SELECT count(DISTINCT slot) FROM memories WHERE project_id = " + projectId);
  }

  private static void awaitForgotten(long projectId) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                catalog(
                        "SELECT count(*) FROM catalog.operations WHERE state = 'running' AND"
                            + " project_id = "
                            + projectId)
                    .equals("0"));
  }

  /** Lets the write of this step fail once, as a router that dies there would leave it. */
  private static void breakOnce(long projectId, String step) {
    catalog(
        """
        CREATE TABLE IF NOT EXISTS broken (project_id bigint, step text);
        CREATE SEQUENCE IF NOT EXISTS failures;
        CREATE OR REPLACE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF NEW.step <> OLD.step AND EXISTS (SELECT FROM broken b
              WHERE b.project_id = NEW.project_id AND b.step = NEW.step) THEN
            IF nextval('failures') %% 2 = 1 THEN
              RAISE EXCEPTION 'broken' USING ERRCODE = '57P01';
            END IF;
            DELETE FROM broken b WHERE b.project_id = NEW.project_id;
          END IF;
          RETURN NEW; END $$;
        CREATE OR REPLACE TRIGGER break BEFORE UPDATE ON catalog.operations
          FOR EACH ROW EXECUTE FUNCTION break();
        INSERT INTO broken VALUES (%d, '%s');
        """
            .formatted(projectId, step));
  }

  private static Operation operation(String id) {
    return client
        .cluster()
        .getOperation(GetOperationRequest.newBuilder().setOperationId(id).build())
        .getOperation();
  }

  private static Operation awaitEnd(String id) {
    return awaitEnd(id, new ArrayList<>());
  }

  private static Operation awaitEnd(String id, List<Double> percents) {
    Operation last = Operation.getDefaultInstance();
    var states =
        client
            .cluster()
            .withDeadlineAfter(120, TimeUnit.SECONDS)
            .watchOperation(WatchOperationRequest.newBuilder().setOperationId(id).build());
    while (states.hasNext()) {
      last = states.next().getOperation();
      percents.add(last.getPercent());
    }
    return last;
  }

  private static GetProjectStatsResponse stats(long projectId) {
    return client
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(projectId).build());
  }

  private static MaintenanceServiceGrpc.MaintenanceServiceBlockingStub maintenance() {
    return MaintenanceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private static String shard(String sql) {
    return String.valueOf(postgres.shard(1).primary().execute("loxodonta", sql));
  }

  private static String catalog(String sql) {
    return String.valueOf(postgres.shard(1).primary().execute("loxodonta_catalog", sql));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
