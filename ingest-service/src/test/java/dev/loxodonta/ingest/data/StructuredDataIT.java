package dev.loxodonta.ingest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.v1.DeleteStructuredDataRequest;
import dev.loxodonta.ingest.v1.GetStructuredDataRequest;
import dev.loxodonta.ingest.v1.ListStructuredDataRequest;
import dev.loxodonta.ingest.v1.ListStructuredDataResponse;
import dev.loxodonta.ingest.v1.PutStructuredDataRequest;
import dev.loxodonta.ingest.v1.PutStructuredDataResponse;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.StructuredData;
import dev.loxodonta.type.v1.StructuredDataFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StructuredDataIT {

  private static final long CHANGED = 921;
  private static final long LISTED = 922;
  private static final long OTHER = 923;
  private static final long BUILT_IN_MODEL = 924;
  private static final long LARGE = 925;
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void load() {
    INGEST.shard().project(CHANGED, "callers-own", 3);
    INGEST.shard().project(LISTED, "callers-own", 3);
    INGEST.shard().project(OTHER, "callers-own", 3);
    INGEST.shard().project(BUILT_IN_MODEL, "all-minilm-l6-v2", 384);
    INGEST.shard().project(LARGE, "callers-own", 3);
    for (int i = 0; i < 12; i++) {
      put(LISTED, invoice("invoice-" + i, i).toBuilder().setDataType("t" + i % 2).build());
    }
  }

  @Test
  void value_isReadAsItWasPut() {
    StructuredData data =
        invoice("kept", 7).toBuilder().addAllEmbedding(List.of(1f, 0f, 0.5f)).build();
    PutStructuredDataResponse put =
        INGEST.structuredData().putStructuredData(of(CHANGED, data).setTextOnly(false).build());
    assertThat(put.getReplaced()).isFalse();
    StructuredData read = read(CHANGED, "kept");
    assertThat(read.getRawJson()).isEqualTo(data.getRawJson());
    assertThat(read.getEmbeddingList()).containsExactly(1f, 0f, 0.5f);
    assertThat(read.getTextRepresentation())
        .isEqualTo("customer.name: Ada\nlines: tea\nlines: cup\npaid: true\ntotal: 7");
  }

  @Test
  void text_isEmbeddedWhereTheVectorIsMissing() {
    put(BUILT_IN_MODEL, of(BUILT_IN_MODEL, invoice("made", 1)).setTextOnly(false).build());
    put(BUILT_IN_MODEL, invoice("none", 1));
    assertThat(read(BUILT_IN_MODEL, "made").getEmbeddingCount()).isEqualTo(384);
    assertThat(read(BUILT_IN_MODEL, "none").getEmbeddingCount()).isZero();
  }

  @Test
  void put_replacesAndRefusesAnotherVersion() {
    put(CHANGED, invoice("replaced", 1));
    PutStructuredDataResponse second =
        put(CHANGED, of(CHANGED, invoice("replaced", 2)).setExpectedVersion(1).build());
    assertThat(second.getReplaced()).isTrue();
    assertThat(second.getData().getVersion()).isEqualTo(2);
    assertThat(refusal(of(CHANGED, invoice("replaced", 3)).setExpectedVersion(0)))
        .isEqualTo("VERSION_MISMATCH");
    assertThat(refusal(of(CHANGED, invoice("never", 3)).setExpectedVersion(4)))
        .isEqualTo("VERSION_MISMATCH");
    assertThat(read(CHANGED, "replaced").getRawJson()).isEqualTo(invoice("", 2).getRawJson());
  }

  @Test
  void request_isDoneOnceForItsId() {
    PutStructuredDataRequest request =
        of(CHANGED, invoice("once", 1)).setRequestId(UUID.randomUUID().toString()).build();
    StructuredData first = put(CHANGED, request).getData();
    assertThat(put(CHANGED, request).getData()).isEqualTo(first);
    assertThat(read(CHANGED, "once").getVersion()).isEqualTo(1);
    assertThat(refusal(of(CHANGED, invoice("once", 2)).setRequestId(request.getRequestId())))
        .isEqualTo("REQUEST_ID_REUSED");
  }

  @Test
  void filter_looksIntoTheJson() {
    StructuredDataFilter filter =
        StructuredDataFilter.newBuilder()
            .addDataTypes("t0")
            .setJson(
                Condition.newBuilder()
                    .setAll(
                        Condition.Conditions.newBuilder()
                            .addConditions(equal("customer.name", Json.of("Ada")))
                            .addConditions(contains("lines", Json.of("tea")))
                            .addConditions(below("total", 5))))
            .build();
    assertThat(names(request(2).setFilter(filter)))
        .containsExactly("invoice-0", "invoice-2", "invoice-4");
  }

  @Test
  void pages_holdEveryValueOnceByName() {
    List<String> names = names(request(5));
    assertThat(names).hasSize(12).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void page_endsBeforeItIsTooLarge() {
    for (int i = 0; i < 4; i++) {
      Value text = Json.of("x".repeat(1_000_000));
      put(LARGE, StructuredData.newBuilder().setDataId("large-" + i).setRawJson(text).build());
    }
    ListStructuredDataResponse page =
        INGEST.structuredData().listStructuredData(request(0).setProjectId(LARGE).build());
    assertThat(page.getDataCount()).isEqualTo(2);
    assertThat(names(request(0).setProjectId(LARGE))).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void values_ofAnotherProjectAreNeitherSeenNorDeleted() {
    assertThat(names(request(0).setProjectId(OTHER))).isEmpty();
    assertThat(Failures.of(() -> read(OTHER, "invoice-1")).reason()).isEqualTo("RECORD_NOT_FOUND");
    assertThat(delete(OTHER, "invoice-1")).isFalse();
    put(OTHER, invoice("mine", 1));
    assertThat(delete(OTHER, "mine")).isTrue();
    assertThat(delete(OTHER, "mine")).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void field_isNamedWhenItIsWrong(String field, Message request) {
    Failures failure = Failures.of(() -> call(request));
    assertThat(failure.reason()).isEqualTo("INVALID_FIELD");
    assertThat(failure.fields()).containsExactly(field);
  }

  static Stream<Arguments> requests() {
    StructuredData good = invoice("x", 1);
    return Stream.of(
        arguments("data.data_id", of(CHANGED, invoice("", 1)).build()),
        arguments("data.raw_json", of(CHANGED, good.toBuilder().clearRawJson().build()).build()),
        arguments(
            "data.raw_json",
            of(CHANGED, good.toBuilder().setRawJson(Json.nothing()).build()).build()),
        arguments(
            "data.raw_json",
            of(CHANGED, good.toBuilder().setRawJson(Json.of("x".repeat(1 << 20))).build()).build()),
        arguments("data.embedding", of(CHANGED, good).setTextOnly(false).build()),
        arguments(
            "data.data_type",
            of(CHANGED, good.toBuilder().setDataType("x".repeat(65)).build()).build()),
        arguments("expected_version", of(CHANGED, good).setExpectedVersion(-1).build()),
        arguments("data_id", GetStructuredDataRequest.newBuilder().setProjectId(CHANGED).build()),
        arguments(
            "filter.json.kind",
            request(1)
                .setFilter(
                    StructuredDataFilter.newBuilder().setJson(Condition.getDefaultInstance()))
                .build()));
  }

  private static void call(Message request) {
    switch (request) {
      case PutStructuredDataRequest r -> INGEST.structuredData().putStructuredData(r);
      case GetStructuredDataRequest r -> INGEST.structuredData().getStructuredData(r);
      case ListStructuredDataRequest r -> INGEST.structuredData().listStructuredData(r);
      default -> throw new IllegalArgumentException();
    }
  }

  private static String refusal(PutStructuredDataRequest.Builder request) {
    return Failures.of(() -> INGEST.structuredData().putStructuredData(request.build())).reason();
  }

  private static boolean delete(long projectId, String name) {
    return INGEST
        .structuredData()
        .deleteStructuredData(
            DeleteStructuredDataRequest.newBuilder()
                .setProjectId(projectId)
                .setDataId(name)
                .build())
        .getDeleted();
  }

  private static List<String> names(ListStructuredDataRequest.Builder request) {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      ListStructuredDataResponse page =
          INGEST.structuredData().listStructuredData(request.setPageToken(token).build());
      page.getDataList().forEach(d -> names.add(d.getDataId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return names;
  }

  private static ListStructuredDataRequest.Builder request(int pageSize) {
    return ListStructuredDataRequest.newBuilder().setProjectId(LISTED).setPageSize(pageSize);
  }

  private static StructuredData read(long projectId, String name) {
    return INGEST
        .structuredData()
        .getStructuredData(
            GetStructuredDataRequest.newBuilder()
                .setProjectId(projectId)
                .setDataId(name)
                .setIncludeEmbedding(true)
                .build())
        .getData();
  }

  private static PutStructuredDataResponse put(long projectId, StructuredData data) {
    return put(projectId, of(projectId, data).build());
  }

  private static PutStructuredDataResponse put(long projectId, PutStructuredDataRequest request) {
    return INGEST
        .structuredData()
        .putStructuredData(request.toBuilder().setProjectId(projectId).build());
  }

  private static PutStructuredDataRequest.Builder of(long projectId, StructuredData data) {
    return PutStructuredDataRequest.newBuilder()
        .setProjectId(projectId)
        .setData(data)
        .setTextOnly(true);
  }

  private static StructuredData invoice(String name, int total) {
    Struct json =
        Struct.newBuilder()
            .putFields("total", Json.of(total))
            .putFields("paid", Json.of(true))
            .putFields("lines", Json.list(Json.of("tea"), Json.of("cup")))
            .putFields(
                "customer",
                Value.newBuilder()
                    .setStructValue(Struct.newBuilder().putFields("name", Json.of("Ada")))
                    .build())
            .build();
    return StructuredData.newBuilder()
        .setDataId(name)
        .setRawJson(Value.newBuilder().setStructValue(json))
        .build();
  }

  private static Condition equal(String key, Value value) {
    return Condition.newBuilder()
        .setEquals(Condition.Equals.newBuilder().setKey(key).setValue(value))
        .build();
  }

  private static Condition contains(String key, Value value) {
    return Condition.newBuilder()
        .setContains(Condition.Contains.newBuilder().setKey(key).setValue(value))
        .build();
  }

  private static Condition below(String key, int number) {
    return Condition.newBuilder()
        .setRange(Condition.Range.newBuilder().setKey(key).setLt(Json.of(number)))
        .build();
  }
}
