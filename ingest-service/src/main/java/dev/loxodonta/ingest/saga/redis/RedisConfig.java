package dev.loxodonta.ingest.saga.redis;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where entities are cached in Redis.
 *
 * @param uri the server, as {@code redis://host:6379/0} or {@code rediss://host:6380}; absent:
 *     entities do not go to Redis. Default none
 * @param password the password; absent means none is sent
 * @param passwordFile a file that holds the password and nothing else; wins over {@code password}
 * @param keyPrefix the beginning of the keys, which end with project and entity id: letters,
 *     digits, {@code :}, {@code _} and {@code -}. Default {@code loxodonta:entity:}
 * @param ttl how long a key lives after a write. Default 24 h
 * @param timeout how long connecting or one command may take. Default 1 s
 */
@ConfigurationProperties("loxodonta.saga.redis")
@Requires(property = "loxodonta.saga.redis.uri")
public record RedisConfig(
    URI uri,
    Optional<String> password,
    Optional<Path> passwordFile,
    @Pattern(regexp = "[A-Za-z0-9:_-]{1,64}") @Bindable(defaultValue = "loxodonta:entity:")
        String keyPrefix,
    @Bindable(defaultValue = "24h") Duration ttl,
    @Bindable(defaultValue = "1s") Duration timeout) {}
