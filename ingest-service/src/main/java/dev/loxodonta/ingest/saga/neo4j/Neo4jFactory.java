package dev.loxodonta.ingest.saga.neo4j;

import dev.loxodonta.service.config.SecretFile;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** Makes the driver. It retries nothing: the saga does. */
@Factory
@Requires(beans = Neo4jConfig.class)
final class Neo4jFactory {

  @Singleton
  @Bean(preDestroy = "close")
  Driver driver(Neo4jConfig config) {
    long timeoutMillis = config.connectTimeout().toMillis();
    return GraphDatabase.driver(
        config.uri(),
        token(config),
        Config.builder()
            .withMaxConnectionPoolSize(config.maxConnections())
            .withConnectionTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .withConnectionAcquisitionTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .withMaxTransactionRetryTime(0, TimeUnit.MILLISECONDS)
            .build());
  }

  private static AuthToken token(Neo4jConfig config) {
    return config
        .passwordFile()
        .map(file -> SecretFile.read("loxodonta.saga.neo4j.password-file", file))
        .or(config::password)
        .map(password -> AuthTokens.basic(config.username(), password))
        .orElseGet(AuthTokens::none);
  }
}
