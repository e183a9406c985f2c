package dev.loxodonta.ingest.saga.redis;

import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.EntityState;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanStream;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Entities as keys with JSON. Each call is one command, scans apart. */
@Singleton
@Requires(beans = RedisConfig.class)
final class RedisParticipant implements SagaParticipant {

  private static final int KEYS_AT_ONCE = 500;

  /** Writes or, with an empty text, deletes, unless the key holds a newer revision. */
  private static final String WRITE =
      """
      local held = redis.call('GET', KEYS[1])
      if held and ARGV[4] == '0' then
        local ok, entity = pcall(cjson.decode, held)
        if ok and tonumber(entity.revision or -1) > tonumber(ARGV[2]) then return 0 end
      end
      if ARGV[1] == '' then return redis.call('DEL', KEYS[1]) end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
      return 1
      """;

  private final RedisConnection connection;
  private final RedisConfig config;

  RedisParticipant(RedisConnection connection, RedisConfig config) {
    this.connection = connection;
    this.config = config;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public int getOrder() {
    return 300;
  }

  @Override
  public boolean isCache() {
    return true;
  }

  @Override
  public Mono<Void> put(EntityState entity, boolean force) {
    return write(entity.key(), EntityJson.of(entity), entity.revision(), force);
  }

  @Override
  public Mono<Void> remove(EntityKey key, long revision) {
    return write(key, "", revision, false);
  }

  @Override
  public Mono<List<HeldEntity>> find(Tenant tenant, List<UUID> entityIds) {
    List<String> keys = entityIds.stream().map(id -> key(new EntityKey(tenant, id))).toList();
    return keys.isEmpty()
        ? Mono.just(List.of())
        : connection.commands().flatMapMany(c -> read(c, keys)).collectList();
  }

  @Override
  public Flux<HeldEntity> scan(Tenant tenant) {
    ScanArgs all =
        ScanArgs.Builder.matches(config.keyPrefix() + tenant.projectId() + ":*")
            .limit(KEYS_AT_ONCE);
    return connection
        .commands()
        .flatMapMany(
            c -> ScanStream.scan(c, all).buffer(KEYS_AT_ONCE).concatMap(keys -> read(c, keys)));
  }

  @Override
  public boolean isRefusal(Throwable failure) {
    return failure instanceof RedisCommandExecutionException;
  }

  private static Flux<HeldEntity> read(
      RedisReactiveCommands<String, String> commands, List<String> keys) {
    return commands
        .mget(keys.toArray(String[]::new))
        .filter(KeyValue::hasValue)
        .map(pair -> EntityJson.toHeld(pair.getValue()));
  }

  private Mono<Void> write(EntityKey key, String json, long revision, boolean force) {
    return connection
        .commands()
        .flatMapMany(
            c ->
                c.<Long>eval(
                    WRITE,
                    ScriptOutputType.INTEGER,
                    new String[] {key(key)},
                    json,
                    Long.toString(revision),
                    Long.toString(config.ttl().toMillis()),
                    force ? "1" : "0"))
        .then();
  }

  private String key(EntityKey key) {
    return config.keyPrefix() + key.tenant().projectId() + ":" + key.entityId();
  }
}
