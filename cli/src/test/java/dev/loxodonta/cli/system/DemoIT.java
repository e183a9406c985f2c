package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.GetProjectStatsResponse;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoIT {

  private static final Pattern NODE = Pattern.compile("shard-\\d+-\\w+(-\\d+)? \\(\\d+\\)");

  @Test
  void demo_loadsTheDictionaryAndSearchesItWhenTheClusterIsEmpty() {
    String printed = DictionaryDemo.firstRun();

    assertThat(printed)
        .containsPattern("Loaded 1\\d,\\d{3} texts into project 1 in .* per second")
        .contains("has a slot and indexes of its own now")
        .contains("nostalgia: ")
        .containsPattern("hybrid searches .* p50 .* p99 ");
    assertThat(NODE.matcher(printed).results().map(MatchResult::group).distinct().count())
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void demo_usesWhatIsThereWhenItRunsAgain() {
    DictionaryDemo.firstRun();

    String printed = DictionaryDemo.run();

    assertThat(printed).doesNotContain("Loaded").contains("Project 1, reverse dictionary: 1");
  }

  @Test
  void dictionary_hasAVectorIndexWhenItHasGrown() {
    DictionaryDemo.firstRun();

    GetProjectStatsResponse stats =
        SharedCluster.client()
            .projects()
            .getProjectStats(
                GetProjectStatsRequest.newBuilder().setProjectId(DictionaryDemo.PROJECT).build());

    assertThat(stats.getMemories()).isGreaterThan(10_000);
    assertThat(stats.getVectors()).isEqualTo(stats.getMemories());
    assertThat(stats.getVectorIndex()).isEqualTo("hnsw");
  }

  @Test
  void search_findsNostalgiaWhenItIsDescribed() {
    DictionaryDemo.firstRun();

    SearchResponse response =
        new Projects(SharedCluster.client())
            .search(
                SearchRequest.newBuilder()
                    .setProjectId(DictionaryDemo.PROJECT)
                    .setText("a strong feeling of longing for the past"));

    assertThat(response.getHitsList())
        .extracting(hit -> hit.getMemory().getMetadata().getFieldsOrThrow("lemma").getStringValue())
        .contains("nostalgia");
  }
}
