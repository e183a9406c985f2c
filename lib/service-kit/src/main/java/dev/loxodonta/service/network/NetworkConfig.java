package dev.loxodonta.service.network;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Settings of the threads that serve gRPC and the connections to PostgreSQL.
 *
 * @param threads how many there are, 0 to 64; 0 for one less than there are processors, at least
 *     one. Default 0
 */
@ConfigurationProperties("loxodonta.network")
public record NetworkConfig(@Min(0) @Max(64) @Bindable(defaultValue = "0") int threads) {

  /** Returns how many threads to start on so many processors. */
  int threadsOn(int processors) {
    return threads > 0 ? threads : Math.max(1, processors - 1);
  }
}
