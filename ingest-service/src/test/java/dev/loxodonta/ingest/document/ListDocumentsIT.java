package dev.loxodonta.ingest.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.v1.ListDocumentsRequest;
import dev.loxodonta.ingest.v1.ListDocumentsResponse;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.type.v1.Chunk;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Document;
import dev.loxodonta.type.v1.DocumentFilter;
import dev.loxodonta.type.v1.TimeRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ListDocumentsIT {

  private static final long PROJECT = 511;
  private static final long OTHER = 512;
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void load() {
    INGEST.shard().project(PROJECT, "callers-own", 3);
    INGEST.shard().project(OTHER, "callers-own", 3);
    for (int i = 0; i < 25; i++) {
      put(PROJECT, i);
    }
    put(OTHER, 99);
  }

  @Test
  void pages_holdEveryDocumentOnceNewestFirst() {
    List<String> titles = new ArrayList<>();
    String token = "";
    do {
      ListDocumentsResponse page = list(request(7).setPageToken(token).build());
      page.getDocumentsList().forEach(d -> titles.add(d.getTitle()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(titles)
        .hasSize(25)
        .startsWith("title 24")
        .endsWith("title 0")
        .doesNotHaveDuplicates();
  }

  @Test
  void filter_keepsWhatSatisfiesAllConditions() {
    DocumentFilter filter =
        DocumentFilter.newBuilder()
            .addDocTypes("even")
            .setCreated(TimeRange.newBuilder().setFrom(time(4)).setTo(time(16)))
            .setMetadata(
                Condition.newBuilder()
                    .setRange(Condition.Range.newBuilder().setKey("number").setLte(Json.of(10))))
            .build();
    assertThat(list(request(0).setFilter(filter).build()).getDocumentsList())
        .extracting(Document::getTitle)
        .containsExactly("title 10", "title 8", "title 6", "title 4");
  }

  @Test
  void ids_findOnlyTheProjectsOwn() {
    String id = list(request(1).setProjectId(OTHER).build()).getDocuments(0).getId();
    DocumentFilter filter = DocumentFilter.newBuilder().addDocumentIds(id).build();
    assertThat(list(request(0).setFilter(filter).build()).getDocumentsCount()).isZero();
    assertThat(list(request(0).setProjectId(OTHER).setFilter(filter).build()).getDocumentsCount())
        .isEqualTo(1);
  }

  @Test
  void token_isRefusedWithAnotherFilter() {
    String token = list(request(7).build()).getNextPageToken();
    Failures failure =
        Failures.of(
            () ->
                list(
                    request(7)
                        .setFilter(DocumentFilter.newBuilder().addDocTypes("odd"))
                        .setPageToken(token)
                        .build()));
    assertThat(failure.fields()).containsExactly("page_token");
  }

  private static ListDocumentsRequest.Builder request(int pageSize) {
    return ListDocumentsRequest.newBuilder().setProjectId(PROJECT).setPageSize(pageSize);
  }

  private static ListDocumentsResponse list(ListDocumentsRequest request) {
    return INGEST.documents().listDocuments(request);
  }

  private static Timestamp time(int number) {
    return Timestamp.newBuilder().setSeconds(1_700_000_000L + number).build();
  }

  private static void put(long projectId, int number) {
    INGEST
        .documents()
        .putDocument(
            PutDocumentRequest.newBuilder()
                .setProjectId(projectId)
                .setDocument(
                    Document.newBuilder()
                        .setTitle("title " + number)
                        .setDocType(number % 2 == 0 ? "even" : "odd")
                        .setCreatedAt(time(number))
                        .setMetadata(Struct.newBuilder().putFields("number", Json.of(number))))
                .setChunks(
                    PutDocumentRequest.Chunks.newBuilder()
                        .addChunks(
                            Chunk.newBuilder()
                                .setContent("content " + number)
                                .addAllEmbedding(List.of(1f, 0f, 0f))))
                .build());
  }
}
