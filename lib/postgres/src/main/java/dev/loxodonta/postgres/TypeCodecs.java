package dev.loxodonta.postgres;

import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.codec.CodecRegistry;
import io.r2dbc.postgresql.extension.CodecRegistrar;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.intellij.lang.annotations.Language;
import org.reactivestreams.Publisher;

/**
 * Adds {@link HalfvecCodec}, {@link BinaryArrayCodec} and {@link RowFieldsCodec} to each new
 * connection; the OIDs of the vectors' types are asked for once per connection.
 */
final class TypeCodecs implements CodecRegistrar {

  @Language("SQL")
  private static final String SELECT_OIDS =
      "SELECT to_regtype('halfvec')::oid::int8, to_regtype('halfvec[]')::oid::int8";

  @Override
  public Publisher<Void> register(
      PostgresqlConnection connection, ByteBufAllocator allocator, CodecRegistry registry) {
    return PlainStatement.execute(connection, SELECT_OIDS)
        .concatMap(result -> result.map((row, columns) -> oids(row)))
        .doOnNext(oids -> register(oids, allocator, registry))
        .then();
  }

  private static List<Integer> oids(Readable row) {
    Long element = row.get(0, Long.class);
    Long array = row.get(1, Long.class);
    return element == null || array == null
        ? List.of()
        : List.of(element.intValue(), array.intValue());
  }

  private static void register(
      List<Integer> oids, ByteBufAllocator allocator, CodecRegistry registry) {
    registry.addFirst(new RowFieldsCodec());
    registry.addFirst(BinaryArrayCodec.uuids(allocator));
    registry.addFirst(BinaryArrayCodec.times(allocator));
    if (!oids.isEmpty()) {
      registry.addFirst(new HalfvecCodec(allocator, oids.get(0)));
      registry.addFirst(BinaryArrayCodec.halfvecs(allocator, oids.get(0), oids.get(1)));
    }
  }
}
