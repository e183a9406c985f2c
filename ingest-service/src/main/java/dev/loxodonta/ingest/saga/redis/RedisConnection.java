package dev.loxodonta.ingest.saga.redis;

import dev.loxodonta.service.config.SecretFile;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.codec.StringCodec;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** The one connection, opened when it is first asked for. Thread-safe. */
@Singleton
@Requires(beans = RedisConfig.class)
final class RedisConnection {

  private final RedisClient client;
  private final Mono<StatefulRedisConnection<String, String>> connection;

  RedisConnection(RedisConfig config) {
    RedisURI uri = uri(config);
    this.client = RedisClient.create();
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(config.timeout()))
            .build());
    this.connection =
        Mono.defer(() -> Mono.fromCompletionStage(client.connectAsync(StringCodec.UTF8, uri)))
            .cacheInvalidateIf(open -> !open.isOpen());
  }

  /** Returns the commands; fails while there is no server. */
  Mono<RedisReactiveCommands<String, String>> commands() {
    return connection.map(StatefulRedisConnection::reactive);
  }

  @PreDestroy
  void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  private static RedisURI uri(RedisConfig config) {
    RedisURI uri = RedisURI.create(config.uri());
    uri.setTimeout(config.timeout());
    config
        .passwordFile()
        .map(file -> SecretFile.read("loxodonta.saga.redis.password-file", file))
        .or(config::password)
        .ifPresent(
            password ->
                uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() -> RedisCredentials.just(null, password))));
    return uri;
  }
}
