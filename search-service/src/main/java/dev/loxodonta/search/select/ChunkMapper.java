package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import com.google.protobuf.Struct;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.search.passage.ChunkRow;
import dev.loxodonta.search.passage.ChunkScore;
import dev.loxodonta.search.passage.ChunkText;
import dev.loxodonta.search.passage.DocumentInfo;
import dev.loxodonta.search.passage.FoundChunk;
import dev.loxodonta.search.passage.Place;
import dev.loxodonta.search.rank.AlphaBlend;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import java.util.UUID;

/** Maps the rows of {@link SelectPassages}. Pure. */
final class ChunkMapper {

  private static final int ID = Frame.COLUMNS;
  private static final int DOCUMENT_ID = ID + 1;
  private static final int INDEX = ID + 2;
  private static final int CONTENT = ID + 3;
  private static final int TOKENS = ID + 4;
  private static final int METADATA = ID + 5;
  private static final int SCORE = ID + 6;
  private static final int DISTANCE = ID + 7;
  private static final int TEXT = ID + 8;
  private static final int TITLE = ID + 9;
  private static final int DOC_TYPE = ID + 10;
  private static final int SOURCE_URI = ID + 11;
  private static final int DOCUMENT_METADATA = ID + 12;

  private ChunkMapper() {}

  static ChunkRow toChunkRow(Readable row, Metric metric, double saturation) {
    Place place =
        new Place(
            present(row.get(DOCUMENT_ID, UUID.class)), present(row.get(INDEX, Integer.class)));
    ChunkText chunk =
        new ChunkText(
            present(row.get(ID, UUID.class)),
            place,
            present(row.get(CONTENT, String.class)),
            present(row.get(TOKENS, Integer.class)),
            struct(row, METADATA));
    Double score = row.get(SCORE, Double.class);
    return new ChunkRow(
        chunk,
        score == null
            ? Optional.empty()
            : Optional.of(
                new FoundChunk(
                    chunk, toScore(row, score, metric, saturation), toDocument(row, place))));
  }

  private static ChunkScore toScore(Readable row, double score, Metric metric, double saturation) {
    Double distance = row.get(DISTANCE, Double.class);
    Double text = row.get(TEXT, Double.class);
    return new ChunkScore(
        score,
        distance == null ? Double.NaN : metric.similarity(distance),
        text == null ? Double.NaN : AlphaBlend.bounded(text, saturation),
        Double.NaN);
  }

  private static DocumentInfo toDocument(Readable row, Place place) {
    String uri = row.get(SOURCE_URI, String.class);
    return new DocumentInfo(
        place.documentId(),
        present(row.get(TITLE, String.class)),
        present(row.get(DOC_TYPE, String.class)),
        uri == null ? "" : uri,
        struct(row, DOCUMENT_METADATA));
  }

  private static Struct struct(Readable row, int column) {
    return MetadataReader.toStruct(present(row.get(column, String.class)));
  }
}
