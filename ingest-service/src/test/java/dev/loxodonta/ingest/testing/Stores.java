package dev.loxodonta.ingest.testing;

import dev.loxodonta.localqdrant.QdrantPoints;
import dev.loxodonta.localqdrant.QdrantServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** The three stores beside PostgreSQL, and what they hold, as their own clients see it. */
public final class Stores {

  private static final class Shared {
    private static final Stores INSTANCE = new Stores();
  }

  private final LocalNeo4jServer neo4j = new LocalNeo4jServer();
  private final QdrantServer qdrant = QdrantServer.start();
  private final QdrantPoints points = new QdrantPoints(qdrant);
  private final LocalRedis redis = new LocalRedis();
  private final Driver driver = GraphDatabase.driver(neo4j.uri(), AuthTokens.none());
  private final StatefulRedisConnection<String, String> keys =
      RedisClient.create(redis.uri()).connect();

  /** Lets Neo4j compile its first queries before somebody's time runs. */
  private Stores() {
    cypher("MERGE (e:Entity {uuid: 'first', project_id: $project}) SET e.name = 'x'", 1);
    cypher("MATCH (e:Entity {project_id: $project}) DETACH DELETE e", 1);
  }

  /** Returns those of this JVM; tests take projects of their own in them. */
  public static Stores shared() {
    return Shared.INSTANCE;
  }

  /** Returns the settings of a service that brings entities to them, quick to try again. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("loxodonta.saga.neo4j.uri", neo4j.uri());
    settings.put("loxodonta.saga.qdrant.address", qdrant.address());
    settings.put("loxodonta.saga.redis.uri", redis.uri());
    settings.put("loxodonta.embedding.warm", "false");
    settings.put("loxodonta.saga.poll-interval", "100ms");
    settings.put("loxodonta.saga.call-timeout", "4s");
    settings.put("loxodonta.saga.lease", "8s");
    settings.put("loxodonta.saga.initial-delay", "100ms");
    settings.put("loxodonta.saga.max-delay", "500ms");
    settings.put("loxodonta.saga.max-attempts", "12");
    return settings;
  }

  /** Returns the Neo4j server. */
  public LocalNeo4jServer neo4j() {
    return neo4j;
  }

  /** Returns the Qdrant server. */
  public QdrantServer qdrant() {
    return qdrant;
  }

  /** Returns the names of a project's nodes. */
  public Set<String> nodes(long projectId) {
    return new TreeSet<>(
        cypher("MATCH (e:Entity {project_id: $project}) RETURN e.name AS name", projectId));
  }

  /** Returns the names of a project's points. */
  public Set<String> points(long projectId) {
    return new TreeSet<>(points.names(projectId));
  }

  /** Returns what Qdrant holds, to look closer or to change it. */
  public QdrantPoints points() {
    return points;
  }

  /** Returns how many keys a project has in Redis. */
  public int keys(long projectId) {
    return keys.sync().keys("loxodonta:entity:" + projectId + ":*").size();
  }

  /** Returns a key's text; null when it is not there. */
  public @Nullable String key(long projectId, String entityId) {
    return keys.sync().get("loxodonta:entity:" + projectId + ":" + entityId);
  }

  /** Runs a query with the parameter {@code project} and returns the column {@code name}. */
  public List<String> cypher(String query, long projectId) {
    return driver
        .executableQuery(query)
        .withParameters(Map.of("project", projectId))
        .execute()
        .records()
        .stream()
        .map(row -> row.get("name").asString(""))
        .toList();
  }
}
