package dev.loxodonta.ingest.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Message;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.v1.DeleteDocumentRequest;
import dev.loxodonta.ingest.v1.GetDocumentRequest;
import dev.loxodonta.ingest.v1.ListDocumentsRequest;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.ingest.v1.Splitting;
import dev.loxodonta.type.v1.Chunk;
import dev.loxodonta.type.v1.Document;
import dev.loxodonta.type.v1.DocumentFilter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InvalidDocumentsIT {

  private static final long OWN_VECTORS = 521;
  private static final long BUILT_IN_MODEL = 522;
  private static final IngestProcess INGEST = IngestProcess.shared();
  private static final Chunk GOOD =
      Chunk.newBuilder().setContent("x").addAllEmbedding(List.of(1f, 0f, 0f)).build();

  @BeforeAll
  static void makeProjects() {
    INGEST.shard().project(OWN_VECTORS, "callers-own", 3);
    INGEST.shard().project(BUILT_IN_MODEL, "all-minilm-l6-v2", 384);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void field_isNamedWhenItIsWrong(String field, Message request) {
    Failures failure = Failures.of(() -> call(request));
    assertThat(failure.reason()).isEqualTo("INVALID_FIELD");
    assertThat(failure.fields()).containsExactly(field);
  }

  @Test
  void text_isRefusedWhenItMakesTooManyChunks() {
    Splitting small = Splitting.newBuilder().setMaxCharacters(16).setOverlap(0).build();
    PutDocumentRequest request =
        text("eleven characters ".repeat(10_001)).setSplitting(small).build();
    assertThat(Failures.of(() -> call(request)).fields()).containsExactly("splitting");
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        arguments("content", put(BUILT_IN_MODEL).build()),
        arguments("text", text(" \n ").build()),
        arguments("text", text("a\0b").build()),
        arguments("text", text("x").setProjectId(OWN_VECTORS).build()),
        arguments("request_id", text("x").setRequestId("x").build()),
        arguments("expected_version", text("x").setExpectedVersion(-1).build()),
        arguments(
            "splitting.max_tokens",
            text("x").setSplitting(Splitting.newBuilder().setMaxTokens(7).setOverlap(0)).build()),
        arguments(
            "splitting.overlap",
            text("x").setSplitting(Splitting.newBuilder().setOverlap(101)).build()),
        arguments(
            "splitting.by", text("x").setSplitting(Splitting.newBuilder().setByValue(9)).build()),
        arguments("splitting", chunks(GOOD).setSplitting(Splitting.newBuilder()).build()),
        arguments("chunks.chunks", chunks().build()),
        arguments(
            "chunks.chunks[1].content",
            chunks(GOOD, GOOD.toBuilder().clearContent().build()).build()),
        arguments(
            "chunks.chunks[0].embedding", chunks(GOOD.toBuilder().addEmbedding(1).build()).build()),
        arguments(
            "chunks.chunks[0].embedding",
            chunks(GOOD.toBuilder().clearEmbedding().build()).build()),
        arguments("document.id", document(Document.newBuilder().setId("x"))),
        arguments("document.title", document(Document.newBuilder().setTitle("x".repeat(1_025)))),
        arguments("document.doc_type", document(Document.newBuilder().setDocType("x".repeat(65)))),
        arguments("document.source_uri", document(Document.newBuilder().setSourceUri("\0"))),
        arguments(
            "document_id",
            GetDocumentRequest.newBuilder().setProjectId(OWN_VECTORS).setDocumentId("x").build()),
        arguments(
            "document_id", DeleteDocumentRequest.newBuilder().setProjectId(OWN_VECTORS).build()),
        arguments(
            "filter.document_ids[0]",
            ListDocumentsRequest.newBuilder()
                .setProjectId(OWN_VECTORS)
                .setFilter(DocumentFilter.newBuilder().addDocumentIds("x"))
                .build()));
  }

  private static PutDocumentRequest.Builder put(long projectId) {
    return PutDocumentRequest.newBuilder().setProjectId(projectId);
  }

  private static PutDocumentRequest.Builder text(String text) {
    return put(BUILT_IN_MODEL).setText(text);
  }

  private static PutDocumentRequest.Builder chunks(Chunk... chunks) {
    return put(OWN_VECTORS)
        .setChunks(PutDocumentRequest.Chunks.newBuilder().addAllChunks(List.of(chunks)));
  }

  private static PutDocumentRequest document(Document.Builder document) {
    return chunks(GOOD).setDocument(document).build();
  }

  private static Message call(Message request) {
    return switch (request) {
      case PutDocumentRequest r -> INGEST.documents().putDocument(r);
      case GetDocumentRequest r -> INGEST.documents().getDocument(r);
      case ListDocumentsRequest r -> INGEST.documents().listDocuments(r);
      case DeleteDocumentRequest r -> INGEST.documents().deleteDocument(r);
      default -> throw new IllegalArgumentException(String.valueOf(request));
    };
  }
}
