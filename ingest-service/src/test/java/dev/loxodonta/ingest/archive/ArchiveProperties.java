package dev.loxodonta.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any rows come back as they were, whatever the parts are; any altered byte is found. */
class ArchiveProperties {

  private static final List<String> DOCUMENTS =
      List.of(
          "{}",
          "{\"a\":1.10,\"b\":[true,null,\"\\u0001\\n\\\"x\\\\\"],\"ü\":{\"z\":-0}}",
          "[1e400,123456789012345678901234567890,0.000000000000000000001]",
          "\"🐘 PGCOPY\"",
          "null",
          "17");

  @Property(tries = 100)
  void rows_areReadAsTheyWereWritten(
      @ForAll ArchiveFormat format,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 999) int cut) {
    Map<RecordKind, List<Row>> rows = rows(new Random(seed));
    byte[] archive = write(format, rows);
    assertThat(read(archive, cut)).isEqualTo(rows);
  }

  @Property(tries = 200)
  void archive_isRefusedWhenAByteIsAltered(
      @ForAll ArchiveFormat format, @ForAll @IntRange(max = 5) int seed, @ForAll long place) {
    byte[] archive = write(format, rows(new Random(seed)));
    Random random = new Random(place);
    archive[random.nextInt(archive.length)] ^= (byte) (1 + random.nextInt(255));
    assertRefused(archive);
  }

  @Property(tries = 50)
  void archive_isRefusedWhenItIsTornOrLonger(
      @ForAll ArchiveFormat format, @ForAll @IntRange(max = 5) int seed, @ForAll long place) {
    byte[] archive = write(format, rows(new Random(seed)));
    assertRefused(Arrays.copyOf(archive, new Random(place).nextInt(archive.length)));
    assertRefused(Arrays.copyOf(archive, archive.length + 1));
  }

  @Example
  void kindWhoseSumDoesNotFit_isNamed() {
    String archive =
        new String(write(ArchiveFormat.JSON_LINES, rows(new Random(1))), StandardCharsets.UTF_8);
    String sum = "\"kind\":\"documents\",\"rows\":[0-9]+,\"sha256\":\"";
    byte[] altered = archive.replaceFirst(sum, "$0x").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(altered, 100)).hasMessageContaining("documents that came");
  }

  private static void assertRefused(byte[] archive) {
    assertThatThrownBy(() -> read(archive, 100))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.ARCHIVE_INVALID));
  }

  private static byte[] write(ArchiveFormat format, Map<RecordKind, List<Row>> rows) {
    List<Section> sections =
        Arrays.stream(RecordKind.values())
            .map(k -> new Section(k, k.columns(), rows.getOrDefault(k, List.of()).size()))
            .toList();
    ArchivedProject project =
        new ArchivedProject(
            Long.MAX_VALUE,
            "Ünïcode",
            "model",
            3,
            "cosine",
            "english",
            Optional.of("hnsw"),
            Optional.of(new SecondSpace("title", "other", 2, Metric.L2, Optional.of("summary"))));
    ArchiveWriter writer =
        new ArchiveWriter(
            new ArchiveHeader(
                format, "007", Instant.EPOCH, project, sections, List.of("2026-01", "2026-02")));
    rows.forEach((kind, all) -> all.forEach(row -> writer.add(kind, row)));
    writer.end();
    return writer.take().toByteArray();
  }

  private static Map<RecordKind, List<Row>> read(byte[] archive, int cut) {
    ArchiveReader reader = new ArchiveReader();
    Map<RecordKind, List<Row>> rows = new EnumMap<>(RecordKind.class);
    for (int i = 0; i < archive.length; i += cut) {
      ByteString part = ByteString.copyFrom(archive, i, Math.min(cut, archive.length - i));
      for (RowBatch batch : reader.read(part)) {
        rows.computeIfAbsent(batch.section().kind(), k -> new ArrayList<>()).addAll(batch.rows());
      }
    }
    reader.requireEnd();
    return rows;
  }

  private static Map<RecordKind, List<Row>> rows(Random random) {
    Map<RecordKind, List<Row>> rows = new EnumMap<>(RecordKind.class);
    for (RecordKind kind : RecordKind.values()) {
      for (int i = random.nextInt(4); i > 0; i--) {
        rows.computeIfAbsent(kind, k -> new ArrayList<>()).add(row(kind, random));
      }
    }
    return rows;
  }

  private static Row row(RecordKind kind, Random random) {
    return new Row(
        kind.columns().stream()
            .map(
                column ->
                    random.nextInt(4) == 0
                        ? Optional.<byte[]>empty()
                        : Optional.of(value(column.type(), random)))
            .toList());
  }

  private static byte[] value(ColumnType type, Random random) {
    return switch (type) {
      case UUID, BYTES -> bytes(random, 16);
      case TIME -> time(random);
      case INTEGER -> bytes(random, 4);
      case LONG -> bytes(random, 8);
      case REAL -> ByteBuffer.allocate(4).putFloat(random.nextFloat() * 1e9f - 5e8f).array();
      case TEXT, LANGUAGE -> text(random).getBytes(StandardCharsets.UTF_8);
      case JSON -> json(random);
      case VECTOR -> vector(random);
      case UUIDS -> uuids(random);
    };
  }

  private static byte[] time(Random random) {
    long micros =
        switch (random.nextInt(5)) {
          case 0 -> Long.MAX_VALUE;
          case 1 -> Long.MIN_VALUE;
          case 2 -> -200_000_000_000_000_000L;
          default -> random.nextLong() / 100;
        };
    return ByteBuffer.allocate(8).putLong(micros).array();
  }

  private static String text(Random random) {
    List<String> words = List.of("", "\n", "\"", "\\", "PGCOPY", "🐘", "ü", "\u0001", "{\"a\":1}");
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append(words.get(random.nextInt(words.size())));
    }
    return text.toString();
  }

  private static byte[] json(Random random) {
    String text = DOCUMENTS.get(random.nextInt(DOCUMENTS.size()));
    return ("\u0001" + text).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] vector(Random random) {
    int dimensions = 1 + random.nextInt(20);
    ByteBuffer vector = ByteBuffer.allocate(4 + 2 * dimensions);
    vector.putShort((short) dimensions).putShort((short) 0);
    for (int i = 0; i < dimensions; i++) {
      vector.putShort(
          Float.floatToFloat16((random.nextFloat() - 0.5f) * (1 << random.nextInt(16))));
    }
    return vector.array();
  }

  private static byte[] uuids(Random random) {
    int count = random.nextInt(3);
    if (count == 0) {
      return ByteBuffer.allocate(12).putInt(8, 2950).array();
    }
    ByteBuffer array = ByteBuffer.allocate(20 + 20 * count);
    array.putInt(1).putInt(0).putInt(2950).putInt(count).putInt(1);
    for (int i = 0; i < count; i++) {
      array.putInt(16).put(bytes(random, 16));
    }
    return array.array();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
