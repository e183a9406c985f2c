package dev.loxodonta.postgres;

import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.codec.CodecRegistry;
import io.r2dbc.postgresql.extension.CodecRegistrar;
import org.intellij.lang.annotations.Language;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Adds {@link HalfvecCodec} to each new connection; the type's OID is asked for once per
 * connection.
 */
final class HalfvecCodecRegistrar implements CodecRegistrar {

  @Language("SQL")
  private static final String SELECT_OID = "SELECT to_regtype('halfvec')::oid::int8";

  @Override
  public Publisher<Void> register(
      PostgresqlConnection connection, ByteBufAllocator allocator, CodecRegistry registry) {
    return connection
        .createStatement(SELECT_OID)
        .execute()
        .concatMap(result -> result.map((row, columns) -> row.get(0, Long.class)))
        .flatMap(Mono::justOrEmpty)
        .doOnNext(oid -> registry.addFirst(new HalfvecCodec(allocator, oid.intValue())))
        .then();
  }
}
