package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Consistency;
import dev.loxodonta.type.v1.Filter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadRequestIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final TestProject COSINE = STAND.createProject(3, "cosine");
  private static final TestProject L2 = STAND.createProject(3, "l2");

  static Stream<Arguments> badRequests() {
    return Stream.of(
        arguments("project_id", valid().setProjectId(0)),
        arguments("project_id", valid().setProjectId(-1)),
        arguments("text", valid().clearVector()),
        arguments("text", valid().setMode(SearchMode.SEARCH_MODE_TEXT)),
        arguments("text", valid().setMode(SearchMode.SEARCH_MODE_HYBRID)),
        arguments("text", valid().setText("x".repeat(8_193))),
        arguments("text", valid().setText("a\0b")),
        arguments("text", valid().setText("\"" + "x".repeat(501) + "\"")),
        arguments("text", valid().setText("-x ".repeat(33))),
        arguments("vector", valid().addVector(1)),
        arguments("vector[0]", valid().setVector(0, Float.NaN)),
        arguments("vector[2]", valid().setVector(2, Float.POSITIVE_INFINITY)),
        arguments("vector", COSINE.search().addAllVector(List.of(0f, 0f, 0f))),
        arguments("vector[1]", L2.search().addAllVector(List.of(0f, 70_000f, 0f))),
        arguments("vector", COSINE.search().setText("words without a model")),
        arguments("vector", COSINE.search().setText("x").setMode(SearchMode.SEARCH_MODE_SEMANTIC)),
        arguments("mode", valid().setModeValue(99)),
        arguments("k", valid().setK(0)),
        arguments("k", valid().setK(1_001)),
        arguments("k", valid().setK(-5)),
        arguments("filter.ids[0]", valid().setFilter(Filter.newBuilder().addIds("nonsense"))),
        arguments(
            "filter.metadata.kind",
            valid().setFilter(Filter.newBuilder().setMetadata(Condition.getDefaultInstance()))),
        arguments("ranking.weighted.text_weight", valid().setRanking(weighted(Double.NaN))),
        arguments("ranking.weighted.text_weight", valid().setRanking(weighted(-0.1))),
        arguments(
            "ranking.rrf.k",
            valid()
                .setRanking(
                    Ranking.newBuilder().setRrf(ReciprocalRankFusion.newBuilder().setK(0)))),
        arguments("min_score", valid().setMinScore(Double.NaN)),
        arguments("ef_search", valid().setEfSearch(0)),
        arguments("ef_search", valid().setEfSearch(1_001)),
        arguments(
            "consistency.write_token",
            valid().setConsistency(Consistency.newBuilder().setWriteToken("nonsense"))),
        arguments(
            "consistency.max_staleness",
            valid()
                .setConsistency(
                    Consistency.newBuilder()
                        .setMaxStaleness(Duration.newBuilder().setSeconds(3_601)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void badRequest_namesTheField(String field, SearchRequest.Builder request) throws Exception {
    StatusRuntimeException failure = failure(request);
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo("INVALID_FIELD");
    assertThat(detail(failure, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly(field);
  }

  @Test
  void badRequest_namesAllFieldsAtOnce() throws Exception {
    StatusRuntimeException failure = failure(SearchRequest.newBuilder().setK(0).setEfSearch(0));
    assertThat(detail(failure, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("project_id", "text", "k", "ef_search");
  }

  @Test
  void unknownProject_isNotFound() throws Exception {
    StatusRuntimeException failure = failure(valid().setProjectId(987_654_321));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo("PROJECT_NOT_FOUND");
  }

  @Test
  void textMode_needsNoModel() {
    SearchRequest.Builder request =
        COSINE.search().setText("words").setMode(SearchMode.SEARCH_MODE_TEXT);
    assertThat(STAND.client().search(request.build()).getHitsCount()).isZero();
  }

  @Test
  void tinyVector_isScaledUnderCosine() {
    SearchRequest.Builder request = COSINE.search().addAllVector(List.of(1e-30f, 0f, 0f));
    assertThat(STAND.client().search(request.build()).getHitsCount()).isZero();
  }

  private static SearchRequest.Builder valid() {
    return COSINE.search().addAllVector(List.of(1f, 0f, 0f));
  }

  private static Ranking weighted(double textWeight) {
    return Ranking.newBuilder()
        .setWeighted(WeightedRanking.newBuilder().setTextWeight(textWeight))
        .build();
  }

  private static StatusRuntimeException failure(SearchRequest.Builder request) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> STAND.client().search(request.build()));
  }

  private static <T extends com.google.protobuf.Message> T detail(
      StatusRuntimeException failure, Class<T> type) throws Exception {
    for (var any : Objects.requireNonNull(StatusProto.fromThrowable(failure)).getDetailsList()) {
      if (any.is(type)) {
        return any.unpack(type);
      }
    }
    throw new AssertionError("no " + type + " in " + failure);
  }
}
