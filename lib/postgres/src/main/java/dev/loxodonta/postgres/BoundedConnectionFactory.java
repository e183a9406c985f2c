package dev.loxodonta.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * Gives up on a connection that does not come about in time, with an error of its own: the pool's
 * own limit looks the same as a pool that is used up, and a node that is gone must not.
 */
record BoundedConnectionFactory(ConnectionFactory factory, Duration limit)
    implements ConnectionFactory {

  @Override
  public Mono<Connection> create() {
    return Mono.<Connection>from(factory.create())
        .timeout(limit)
        .onErrorMap(TimeoutException.class, this::unreachable);
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return factory.getMetadata();
  }

  private R2dbcTransientResourceException unreachable(TimeoutException cause) {
    return new R2dbcTransientResourceException("no connection within " + limit, cause);
  }
}
