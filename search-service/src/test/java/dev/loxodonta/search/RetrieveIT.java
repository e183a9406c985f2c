package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Value;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestDocuments;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.DocumentPassage;
import dev.loxodonta.search.v1.Passage;
import dev.loxodonta.search.v1.PassageChunk;
import dev.loxodonta.search.v1.RetrieveRequest;
import dev.loxodonta.search.v1.RetrieveResponse;
import dev.loxodonta.search.v1.RetrieveSource;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.DocumentFilter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Retrieve over documents in a shared slot and in a slot of its own, and over memories. */
class RetrieveIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final int DIMENSIONS = 16;
  private static final int DOCUMENTS = 40;
  private static final int CHUNKS = 5;
  private static final Vectors VECTORS = new Vectors(77, DIMENSIONS, 4);
  private static TestProject shared;
  private static TestProject own;
  private static TestProject neighbour;

  @BeforeAll
  static void load() throws SQLException {
    shared = STAND.createProject(DIMENSIONS, "cosine");
    do {
      neighbour = STAND.createProject(DIMENSIONS, "cosine");
    } while (neighbour.slot() != shared.slot());
    own = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    fill(shared, "mine");
    fill(neighbour, "theirs");
    fill(own, "mine");
    new TestDocuments(own).buildIndexes();
    shared.insert(
        List.of(
            TestMemory.of(1, "memory alpha one two three", VECTORS.next()),
            TestMemory.of(2, "memory beta", VECTORS.next())));
  }

  @ParameterizedTest
  @EnumSource(
      value = SearchMode.class,
      names = {"SEARCH_MODE_SEMANTIC", "SEARCH_MODE_TEXT", "SEARCH_MODE_HYBRID"})
  void best_areTheFirstOfAll(SearchMode mode) {
    for (TestProject project : List.of(shared, own)) {
      RetrieveRequest request = request(project, mode).setExact(true).build();
      List<PassageChunk> all = found(retrieve(request.toBuilder().setK(200).build()));
      List<PassageChunk> best = found(retrieve(request.toBuilder().setK(10).build()));
      assertThat(all).hasSize(mode == SearchMode.SEARCH_MODE_TEXT ? DOCUMENTS : DOCUMENTS * CHUNKS);
      assertThat(best).isEqualTo(all.subList(0, 10));
    }
  }

  @Test
  void score_isTheBlendOfItsParts() {
    RetrieveResponse response =
        retrieve(request(shared, SearchMode.SEARCH_MODE_HYBRID).setAlpha(0.3).setK(30).build());
    for (PassageChunk chunk : found(response)) {
      double near = Math.max(0, chunk.getComponents().getSemantic());
      assertThat(chunk.getScore())
          .isCloseTo(0.3 * chunk.getComponents().getText() + 0.7 * near, within(1e-6));
    }
    assertThat(found(response)).anyMatch(c -> c.getComponents().getText() > 0);
    assertThat(response.getReport().getIndexesList())
        .containsExactly(
            "chunks_s" + shared.slot() + "_exact", "chunks_s" + shared.slot() + "_text");
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "3, 15", "12, 50"})
  void filteredRetrieval_findsAsManyAsMatch(int documents, int expected) {
    Condition few =
        Condition.newBuilder()
            .setRange(
                Condition.Range.newBuilder()
                    .setKey("number")
                    .setLt(Value.newBuilder().setNumberValue(documents)))
            .build();
    for (TestProject project : List.of(shared, own)) {
      for (SearchMode mode :
          List.of(SearchMode.SEARCH_MODE_SEMANTIC, SearchMode.SEARCH_MODE_HYBRID)) {
        RetrieveResponse response =
            retrieve(
                request(project, mode)
                    .setK(50)
                    .setDocumentFilter(DocumentFilter.newBuilder().setMetadata(few))
                    .build());
        assertThat(found(response)).hasSize(expected);
        assertThat(documents(response))
            .allMatch(d -> Integer.parseInt(d.getTitle().substring(6)) < documents);
        assertThat(response.getReport().getComplete()).isTrue();
      }
    }
  }

  @Test
  void documentFilter_keepsTypesAndIds() {
    UUID id = new TestDocuments(shared).id(7);
    RetrieveResponse response =
        retrieve(
            request(shared, SearchMode.SEARCH_MODE_HYBRID)
                .setK(50)
                .setDocumentFilter(
                    DocumentFilter.newBuilder()
                        .addDocTypes("odd")
                        .addDocumentIds(id.toString())
                        .addDocumentIds(new TestDocuments(shared).id(8).toString()))
                .build());
    assertThat(documents(response))
        .extracting(DocumentPassage::getDocumentId)
        .containsOnly(id.toString());
    assertThat(documents(response).getFirst().getSourceUri()).isEqualTo("file:7");
    assertThat(response.getReport().getMatched()).isEqualTo(5);
  }

  @Test
  void windows_bringNeighboursAndAreJoinedWhereTheyTouch() {
    RetrieveRequest.Builder request =
        request(shared, SearchMode.SEARCH_MODE_TEXT).setText("\"special 7\"").setContextWindow(1);
    RetrieveResponse response = retrieve(request.build());
    assertThat(response.getPassagesCount()).isEqualTo(1);
    Passage passage = response.getPassages(0);
    assertThat(passage.getDocument().getChunksList())
        .extracting(PassageChunk::getChunkIndex)
        .containsExactly(1, 2, 3);
    assertThat(passage.getDocument().getChunksList())
        .extracting(PassageChunk::hasScore)
        .containsExactly(false, true, false);
    assertThat(passage.getContent()).contains("place 1", "special 7", "place 3");
    assertThat(
            retrieve(request.setContextWindow(20).build())
                .getPassages(0)
                .getDocument()
                .getChunksList())
        .hasSize(CHUNKS);
  }

  @Test
  void budget_isNeverExceeded() {
    RetrieveRequest.Builder request =
        request(shared, SearchMode.SEARCH_MODE_HYBRID).setK(20).setContextWindow(2);
    int whole = retrieve(request.build()).getTokenCount();
    for (int budget : new int[] {4, 8, 20, 50, whole}) {
      RetrieveResponse response = retrieve(request.setTokenBudget(budget).build());
      assertThat(response.getTokenCount()).isBetween(1, budget);
      assertThat(response.getLeftOut()).isEqualTo(20 - found(response).size());
    }
  }

  @Test
  void groupedPassages_keepDocumentsTogether() {
    RetrieveResponse response =
        retrieve(
            request(shared, SearchMode.SEARCH_MODE_HYBRID)
                .setK(60)
                .setGroupByDocument(true)
                .build());
    List<String> ids = documents(response).stream().map(DocumentPassage::getDocumentId).toList();
    List<String> distinct = ids.stream().distinct().toList();
    assertThat(ids).hasSizeGreaterThan(distinct.size());
    assertThat(ids).isSortedAccordingTo((a, b) -> distinct.indexOf(a) - distinct.indexOf(b));
  }

  @Test
  void minScore_leavesOutWhatIsWorse() {
    RetrieveRequest.Builder request = request(shared, SearchMode.SEARCH_MODE_HYBRID).setK(20);
    double middle = found(retrieve(request.build())).get(9).getScore();
    assertThat(found(retrieve(request.setMinScore(middle).build()))).hasSize(10);
  }

  @Test
  void passages_areTheProjectsOwn() {
    RetrieveResponse response =
        retrieve(
            request(shared, SearchMode.SEARCH_MODE_HYBRID).setK(200).setContextWindow(3).build());
    assertThat(response.getPassagesList()).allMatch(p -> p.getContent().startsWith("mine"));
    assertThat(response.getPassagesList()).noneMatch(p -> p.getContent().contains("theirs"));
    DocumentFilter theirs =
        DocumentFilter.newBuilder()
            .addDocumentIds(new TestDocuments(neighbour).id(1).toString())
            .build();
    assertThat(
            retrieve(
                    request(shared, SearchMode.SEARCH_MODE_HYBRID)
                        .setDocumentFilter(theirs)
                        .build())
                .getPassagesCount())
        .isZero();
  }

  @Test
  void ownSlot_usesItsGraph() {
    RetrieveResponse response = retrieve(request(own, SearchMode.SEARCH_MODE_SEMANTIC).build());
    assertThat(response.getReport().getPlan()).isEqualTo("vector-index");
    assertThat(response.getReport().getIndexesList())
        .containsExactly("chunks_s" + own.slot() + "_hnsw");
    assertThat(response.getReport().getExact()).isFalse();
    assertThat(found(response)).hasSize(10);
  }

  @Test
  void memories_arePackedIntoTheBudget() {
    RetrieveRequest.Builder request =
        RetrieveRequest.newBuilder()
            .setProjectId(shared.id())
            .setText("alpha")
            .addAllVector(Vectors.list(VECTORS.next()))
            .setSource(RetrieveSource.RETRIEVE_SOURCE_MEMORIES);
    RetrieveResponse all = retrieve(request.build());
    assertThat(all.getPassagesCount()).isEqualTo(2);
    assertThat(all.getTokenCount()).isEqualTo(7);
    RetrieveResponse some = retrieve(request.setTokenBudget(6).build());
    assertThat(some.getPassagesCount()).isEqualTo(1);
    assertThat(some.getPassages(0).getMemory().getContent()).startsWith("memory");
    assertThat(some.getLeftOut()).isEqualTo(1);
  }

  @Test
  void retrieval_countsAsAccessOfTheDocuments() {
    UUID id = new TestDocuments(own).id(3);
    retrieve(
        request(own, SearchMode.SEARCH_MODE_HYBRID)
            .setDocumentFilter(DocumentFilter.newBuilder().addDocumentIds(id.toString()))
            .build());
    await()
        .untilAsserted(
            () ->
                assertThat(
                        STAND
                            .database()
                            .execute(
                                "SELECT access_count > 0 FROM document_stats WHERE document_id = '"
                                    + id
                                    + "'"))
                    .isEqualTo("t"));
  }

  @Test
  void fields_areNamedWhenTheyAreWrong() {
    RetrieveRequest wrong =
        request(shared, SearchMode.SEARCH_MODE_HYBRID)
            .setK(201)
            .setAlpha(2)
            .setContextWindow(21)
            .setTokenBudget(0)
            .setFilter(dev.loxodonta.type.v1.Filter.newBuilder().addMemoryTypes("fact"))
            .build();
    assertThatThrownBy(() -> retrieve(wrong)).hasMessageContaining("(and 4 more)");
    RetrieveRequest memories =
        wrong.toBuilder()
            .clear()
            .setProjectId(shared.id())
            .setText("x")
            .setSource(RetrieveSource.RETRIEVE_SOURCE_MEMORIES)
            .setGroupByDocument(true)
            .build();
    assertThatThrownBy(() -> retrieve(memories)).hasMessageContaining("group_by_document");
  }

  private static void fill(TestProject project, String owner) throws SQLException {
    TestDocuments documents = new TestDocuments(project);
    for (int d = 0; d < DOCUMENTS; d++) {
      List<String> chunks = new ArrayList<>();
      List<float[]> vectors = new ArrayList<>();
      for (int c = 0; c < CHUNKS; c++) {
        chunks.add(owner + " place " + c + (c == 2 ? " special " + d : ""));
        vectors.add(VECTORS.next());
      }
      documents.add(d, d % 2 == 0 ? "even" : "odd", chunks, vectors);
    }
  }

  private static RetrieveRequest.Builder request(TestProject project, SearchMode mode) {
    RetrieveRequest.Builder request =
        RetrieveRequest.newBuilder().setProjectId(project.id()).setMode(mode);
    if (mode != SearchMode.SEARCH_MODE_SEMANTIC) {
      request.setText("special");
    }
    return mode == SearchMode.SEARCH_MODE_TEXT
        ? request
        : request.addAllVector(Vectors.list(new Vectors(5, DIMENSIONS, 4).next()));
  }

  private static RetrieveResponse retrieve(RetrieveRequest request) {
    return STAND.client().retrieve(request);
  }

  private static List<DocumentPassage> documents(RetrieveResponse response) {
    return response.getPassagesList().stream().map(Passage::getDocument).toList();
  }

  /** Returns the chunks that were found by themselves, best first. */
  private static List<PassageChunk> found(RetrieveResponse response) {
    return documents(response).stream()
        .flatMap(d -> d.getChunksList().stream())
        .filter(PassageChunk::hasScore)
        .sorted((a, b) -> compare(a, b))
        .toList();
  }

  private static int compare(PassageChunk a, PassageChunk b) {
    int byScore = Double.compare(b.getScore(), a.getScore());
    return byScore != 0 ? byScore : a.getId().compareTo(b.getId());
  }
}
