package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Texts that come without a vector are embedded by the built-in model. */
class EmbeddedTextIT {

  private static final List<String> GLOSSES =
      List.of(
          "longing for something past",
          "a large African mammal with a trunk and tusks",
          "an instrument that shows which way is north",
          "the season between winter and summer");
  private static final SearchStand STAND = SearchStand.shared();
  private static TestProject project;

  @BeforeAll
  static void load() {
    project = STAND.createProject(384, "cosine", EmbedderCatalog.BUILT_IN_MODEL);
    List<float[]> vectors =
        STAND
            .service()
            .context()
            .getBean(EmbedderCatalog.class)
            .forWrites(EmbedderCatalog.BUILT_IN_MODEL)
            .orElseThrow()
            .embed(GLOSSES)
            .block(Duration.ofMinutes(1));
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; vectors != null && i < vectors.size(); i++) {
      memories.add(TestMemory.of(i, GLOSSES.get(i), vectors.get(i)));
    }
    project.insert(memories);
  }

  @Test
  void text_findsTheMeaning() {
    assertThat(first("elephant", SearchMode.SEARCH_MODE_SEMANTIC)).contains("tusks");
    assertThat(first("nostalgia", SearchMode.SEARCH_MODE_SEMANTIC)).contains("longing");
    assertThat(first("compass for a walk", SearchMode.SEARCH_MODE_UNSPECIFIED)).contains("north");
  }

  @Test
  void textWithoutMode_isHybrid() {
    SearchRequest request = project.search().setText("spring season").build();
    assertThat(STAND.client().search(request).getReport().getPlan()).isEqualTo("hybrid");
  }

  private static String first(String text, SearchMode mode) {
    SearchRequest request = project.search().setText(text).setMode(mode).build();
    return STAND.client().search(request).getHits(0).getMemory().getContent();
  }
}
