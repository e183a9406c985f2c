package dev.loxodonta.ingest.saga.neo4j;

import dev.loxodonta.ingest.saga.participant.EntityContent;
import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.EntityState;
import dev.loxodonta.ingest.saga.participant.ExternalIdColumn;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.exceptions.RetryableException;
import org.neo4j.driver.reactivestreams.ReactiveResult;
import org.neo4j.driver.reactivestreams.ReactiveSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Entities as nodes. A put is a MERGE by {@code uuid}, a removal takes the node's relationships
 * with it. Each call is one auto-committed query.
 */
@Singleton
@Requires(beans = Neo4jConfig.class)
final class Neo4jParticipant implements SagaParticipant {

  private static final Logger log = LoggerFactory.getLogger(Neo4jParticipant.class);

  private static final String UNIQUE =
      """
      CREATE CONSTRAINT loxodonta_%1$s_uuid IF NOT EXISTS FOR (e:%1$s) REQUIRE e.uuid IS UNIQUE
      """;

  private static final String BY_PROJECT =
      """
      CREATE INDEX loxodonta_%1$s_project IF NOT EXISTS FOR (e:%1$s) ON (e.project_id)
      """;

  private static final String PUT =
      """
      MERGE (e:%s {uuid: $uuid})
      WITH e WHERE $force OR coalesce(e.revision, -1) <= $revision
      SET e += $properties
      """;

  private static final String REMOVE =
      """
      MATCH (e:%s {uuid: $uuid}) WHERE coalesce(e.revision, -1) <= $revision DETACH DELETE e
      """;

  private static final String COLUMNS =
      """
      RETURN e.entity_id AS entity_id, e.revision AS revision, e.name AS name,
        e.entity_type AS entity_type, e.confidence AS confidence, e.metadata AS metadata,
        e.vector_hash AS vector_hash
      """;

  private static final String FIND = "MATCH (e:%s) WHERE e.uuid IN $uuids " + COLUMNS;
  private static final String SCAN = "MATCH (e:%s {project_id: $project_id}) " + COLUMNS;

  private static final Duration FOR_GOOD = Duration.ofDays(3_650);

  private final Driver driver;
  private final SessionConfig session;
  private final String label;
  private final Mono<Void> prepared;

  Neo4jParticipant(Driver driver, Neo4jConfig config) {
    this.driver = driver;
    this.label = config.label();
    SessionConfig.Builder builder = SessionConfig.builder();
    config.database().ifPresent(builder::withDatabase);
    this.session = builder.build();
    this.prepared = once(Mono.defer(this::prepare));
  }

  @Override
  public String name() {
    return "neo4j";
  }

  @Override
  public int getOrder() {
    return 100;
  }

  @Override
  public Optional<ExternalIdColumn> externalIdColumn() {
    return Optional.of(ExternalIdColumn.NEO4J_UUID);
  }

  @Override
  public Mono<Void> put(EntityState entity, boolean force) {
    String uuid = entity.key().externalId().toString();
    Map<String, Object> parameters =
        Map.of(
            "uuid",
            uuid,
            "force",
            force,
            "revision",
            entity.revision(),
            "properties",
            properties(entity));
    return prepared.thenMany(query(PUT, parameters)).then();
  }

  @Override
  public Mono<Void> remove(EntityKey key, long revision) {
    return query(REMOVE, Map.of("uuid", key.externalId().toString(), "revision", revision)).then();
  }

  @Override
  public Mono<List<HeldEntity>> find(Tenant tenant, List<UUID> entityIds) {
    List<String> uuids =
        entityIds.stream().map(id -> new EntityKey(tenant, id).externalId().toString()).toList();
    return query(FIND, Map.of("uuids", uuids)).map(Neo4jParticipant::toHeld).collectList();
  }

  @Override
  public Flux<HeldEntity> scan(Tenant tenant) {
    return query(SCAN, Map.of("project_id", tenant.projectId())).map(Neo4jParticipant::toHeld);
  }

  /** Only what is said about the query and its values; rights and resources may be mended. */
  @Override
  public boolean isRefusal(Throwable failure) {
    return failure instanceof ClientException e
        && !(failure instanceof RetryableException)
        && e.code() != null
        && (e.code().startsWith("Neo.ClientError.Statement")
            || e.code().startsWith("Neo.ClientError.Schema"));
  }

  /** Keeps a success for good, and a failure not at all. */
  private static Mono<Void> once(Mono<Void> work) {
    return work.cache(value -> FOR_GOOD, failure -> Duration.ZERO, () -> FOR_GOOD);
  }

  private static Map<String, Object> properties(EntityState entity) {
    EntityContent content = entity.content();
    Map<String, Object> properties = new HashMap<>();
    properties.put("project_id", entity.key().tenant().projectId());
    properties.put("entity_id", entity.key().entityId().toString());
    properties.put("revision", entity.revision());
    properties.put("name", content.name());
    properties.put("entity_type", content.entityType());
    properties.put("confidence", content.confidence());
    properties.put("metadata", content.metadata());
    properties.put("vector_hash", content.vectorHash());
    properties.put("embedding", entity.embedding().stream().map(Float::doubleValue).toList());
    return properties;
  }

  /** Makes constraint and index; where that is not allowed, puts are only slower. */
  private Mono<Void> prepare() {
    return query(UNIQUE, Map.of())
        .thenMany(query(BY_PROJECT, Map.of()))
        .then()
        .onErrorResume(ClientException.class, this::unprepared);
  }

  private Mono<Void> unprepared(ClientException failure) {
    log.warn("Neo4j has no constraint on {}.uuid: {}", label, failure.getMessage());
    return Mono.empty();
  }

  private Flux<Record> query(String cypher, Map<String, Object> parameters) {
    return Flux.usingWhen(
        Mono.fromSupplier(() -> driver.session(ReactiveSession.class, session)),
        open ->
            Mono.from(open.run(cypher.formatted(label), parameters))
                .flatMapMany(ReactiveResult::records),
        ReactiveSession::close);
  }

  static HeldEntity toHeld(Record row) {
    return new HeldEntity(
        UUID.fromString(row.get("entity_id").asString()),
        row.get("revision").asLong(-1),
        new EntityContent(
            row.get("name").asString(""),
            row.get("entity_type").asString(""),
            row.get("confidence").asDouble(-1),
            row.get("metadata").asString(""),
            row.get("vector_hash").asString("")));
  }
}
