package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.pool.PoolAcquireTimeoutException;

class SqlStateTranslatorTest {

  @ParameterizedTest
  @CsvSource({
    "LX001,STALE_SLOT_EPOCH",
    "LX002,PROJECT_NOT_FOUND",
    "40001,CONFLICT",
    "40P01,CONFLICT",
    "55P03,CONFLICT",
    "57014,DEADLINE_EXCEEDED",
    "57P01,SHARD_UNAVAILABLE",
    "57P02,SHARD_UNAVAILABLE",
    "57P03,SHARD_UNAVAILABLE",
    "25006,SHARD_UNAVAILABLE",
    "08006,SHARD_UNAVAILABLE",
    "53300,OVERLOADED",
    "42P01,INTERNAL"
  })
  void reason_isTheTablesRow(String state, ErrorReason reason) {
    assertThat(SqlStateTranslator.reason(state)).isEqualTo(reason);
  }

  @Test
  void reason_isUnavailableWhenTheConnectionBreaks() {
    assertThat(SqlStateTranslator.reason(new R2dbcNonTransientResourceException("closed")))
        .isEqualTo(ErrorReason.SHARD_UNAVAILABLE);
    assertThat(SqlStateTranslator.reason(new IOException("reset")))
        .isEqualTo(ErrorReason.SHARD_UNAVAILABLE);
    assertThat(SqlStateTranslator.reason(new TimeoutException()))
        .isEqualTo(ErrorReason.SHARD_UNAVAILABLE);
  }

  @Test
  void reason_isOverloadedWhenThePoolIsUsedUp() {
    assertThat(SqlStateTranslator.reason(new PoolAcquireTimeoutException(Duration.ofSeconds(1))))
        .isEqualTo(ErrorReason.OVERLOADED);
  }

  @Test
  void translate_hidesInternals() {
    ServiceException translated =
        SqlStateTranslator.translate(new IllegalStateException("SELECT secret"), 3);
    assertThat(translated.reason()).isEqualTo(ErrorReason.INTERNAL);
    assertThat(translated.getMessage()).doesNotContain("secret");
  }

  @Test
  void translate_leavesAServiceExceptionAsItIs() {
    ServiceException known = ServiceException.projectNotFound(7);
    assertThat(SqlStateTranslator.translate(known, 1)).isSameAs(known);
  }
}
