package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.archive.ArchiveFailures;
import dev.loxodonta.ingest.archive.Column;
import dev.loxodonta.ingest.archive.ColumnType;
import dev.loxodonta.ingest.archive.CopyTuples;
import dev.loxodonta.ingest.archive.Row;
import dev.loxodonta.ingest.archive.RowBatch;
import dev.loxodonta.ingest.archive.Section;
import dev.loxodonta.ingest.memory.draft.RowFailures;
import dev.loxodonta.postgres.WriteSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Copies a batch of rows into its table: a COPY of its own, so that the connection is free as soon
 * as the batch is in, and no more is held than one. Gives rows their place (slot, project) and
 * turns names of text-search configurations into this server's OIDs. One round trip.
 */
final class CopyRows {

  private static final String SQL = "COPY %s (%s) FROM STDIN WITH (FORMAT binary)";

  private final WriteSession session;
  private final Map<String, Integer> languages;

  /** Takes the transaction, and the OIDs of the text-search configurations by name. */
  CopyRows(WriteSession session, Map<String, Integer> languages) {
    this.session = session;
    this.languages = languages;
  }

  /** Returns how many rows were copied; fails with ARCHIVE_INVALID for what PostgreSQL refuses. */
  Mono<Long> copy(RowBatch batch) {
    Section section = batch.section();
    Stream<String> place =
        section.kind().inSlot() ? Stream.of("slot", "project_id") : Stream.of("project_id");
    Stream<String> columns = section.columns().stream().map(c -> '"' + c.name() + '"');
    String sql =
        SQL.formatted(
            section.kind().table(),
            Stream.concat(place, columns).collect(Collectors.joining(", ")));
    return Mono.fromSupplier(() -> data(batch))
        .flatMap(data -> session.connection().copyIn(sql).from(data).build())
        .onErrorMap(e -> refused(e, section));
  }

  private ByteBuf data(RowBatch batch) {
    Section section = batch.section();
    int bytes = batch.rows().stream().mapToInt(Row::bytes).sum();
    ByteBuf data = Unpooled.buffer(bytes + 128 * batch.rows().size() + 64);
    data.writeBytes(CopyTuples.header());
    batch.rows().forEach(row -> write(section, row, data));
    return data.writeShort(-1);
  }

  private void write(Section section, Row row, ByteBuf data) {
    List<Column> columns = section.columns();
    data.writeShort(columns.size() + (section.kind().inSlot() ? 2 : 1));
    if (section.kind().inSlot()) {
      data.writeInt(4).writeInt(session.slot());
    }
    data.writeInt(8).writeLong(session.projectId());
    for (int i = 0; i < columns.size(); i++) {
      byte[] value = row.value(i);
      if (value == null) {
        data.writeInt(-1);
      } else if (columns.get(i).type() == ColumnType.LANGUAGE) {
        data.writeInt(4).writeInt(language(value));
      } else {
        data.writeInt(value.length).writeBytes(value);
      }
    }
  }

  private int language(byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    Integer oid = languages.get(text);
    if (oid == null) {
      throw ArchiveFailures.invalid(
          "it has rows of the text-search configuration '%s', which this shard does not have"
              .formatted(text));
    }
    return oid;
  }

  private static Throwable refused(Throwable failure, Section section) {
    String state = RowFailures.sqlState(failure).orElse("");
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54")
        ? ArchiveFailures.invalid(
            "PostgreSQL refuses a row of " + section.kind().table() + " (" + state + ")", failure)
        : failure;
  }
}
