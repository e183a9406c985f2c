package dev.loxodonta.embedding;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Settings of the local embedding model, under {@code loxodonta.embedding}.
 *
 * @param threads how many texts are computed at the same time, 0 to 256. Default 0: one per
 *     processor. More than there are processors makes it slower
 * @param queueCapacity how many texts may wait, 1 to 1,000,000. Default 10,000. A call that does
 *     not fit is refused with {@link EmbeddingException.Reason#QUEUE_FULL}
 * @param maxBatch how many texts one call may carry, 1 to 100,000, not above the queue's capacity.
 *     Default 1,000
 * @param cacheSize how many vectors of search texts are kept, 0 to 1,000,000, at about 2 KB each.
 *     Default 4,096; 0 keeps none
 * @param warm true to load the model in the background at start-up (about a second of one
 *     processor), false to load it with the first text. Default true
 */
@ConfigurationProperties("loxodonta.embedding")
public record EmbeddingConfig(
    @Bindable(defaultValue = "0") @Min(0) @Max(256) int threads,
    @Bindable(defaultValue = "10000") @Min(1) @Max(1_000_000) int queueCapacity,
    @Bindable(defaultValue = "1000") @Min(1) @Max(100_000) int maxBatch,
    @Bindable(defaultValue = "4096") @Min(0) @Max(1_000_000) int cacheSize,
    @Bindable(defaultValue = "true") boolean warm) {

  /** Checks what one setting demands of another. */
  public EmbeddingConfig {
    if (maxBatch > queueCapacity) {
      throw new IllegalArgumentException(
          "loxodonta.embedding.max-batch is %d, must not be above queue-capacity, %d"
              .formatted(maxBatch, queueCapacity));
    }
  }

  /** Returns how many threads compute: {@code threads}, or one per processor. */
  public int computingThreads() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }
}
