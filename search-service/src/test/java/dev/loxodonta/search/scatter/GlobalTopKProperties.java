package dev.loxodonta.search.scatter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.type.v1.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

/** What is merged from lists in any order is what one sort of everything gives. */
class GlobalTopKProperties {

  @Property(tries = 300)
  void merged_isTheBestOfAll(
      @ForAll @Size(max = 12) List<@Size(max = 20) List<@IntRange(max = 15) Integer>> projects,
      @ForAll @IntRange(min = 1, max = 30) int k) {
    GlobalTopK best = new GlobalTopK(k);
    List<ProjectHit> all = new ArrayList<>();
    for (int project = 0; project < projects.size(); project++) {
      List<Hit> hits = hits(projects.get(project));
      best.add(project, hits);
      for (Hit hit : hits) {
        all.add(new ProjectHit(project, hit));
      }
    }
    all.sort(ProjectHit.BEST_FIRST);
    assertThat(best.best()).isEqualTo(all.subList(0, Math.min(k, all.size())));
  }

  @Property(tries = 500)
  void shares_withTheRestOfThoseInDoubtAreTheBestOfAll(
      @ForAll @Size(min = 1, max = 12)
          List<@Size(max = 40) @UniqueElements List<@IntRange(max = 400) Integer>> projects,
      @ForAll @IntRange(min = 1, max = 30) int k) {
    int share = FirstShare.share(k, projects.size());
    GlobalTopK best = new GlobalTopK(k);
    GlobalTopK all = new GlobalTopK(k);
    for (int project = 0; project < projects.size(); project++) {
      best.add(project, first(share, distinct(projects.get(project))));
      all.add(project, distinct(projects.get(project)));
    }
    for (long project : best.holding(share)) {
      best.addFurther(project, first(k, distinct(projects.get((int) project))));
    }
    assertThat(best.best()).isEqualTo(all.best());
  }

  @Property
  void share_isAsManyAsAreWantedAtMostAndGrowsWithThem(
      @ForAll @IntRange(min = 1, max = 999) int k,
      @ForAll @IntRange(min = 1, max = 1_000) int projects) {
    int share = FirstShare.share(k, projects);
    assertThat(share).isBetween(1, k).isLessThanOrEqualTo(FirstShare.share(k + 1, projects));
    assertThat(share * projects).isGreaterThanOrEqualTo(k);
  }

  private static List<Hit> first(int count, List<Hit> hits) {
    return hits.subList(0, Math.min(count, hits.size()));
  }

  /** A score is also the id. */
  private static List<Hit> distinct(List<Integer> scores) {
    return scores.stream()
        .map(s -> new Ranked(new Features(new UUID(0, s), s, Double.NaN, 0, "fact", 0, 0), s))
        .sorted(Ranked.BEST_FIRST)
        .map(r -> new Hit(r, Memory.getDefaultInstance()))
        .toList();
  }

  private static List<Hit> hits(List<Integer> scores) {
    List<Ranked> ranked = new ArrayList<>();
    for (int score : scores) {
      UUID id = new UUID(0, ranked.size() % 5);
      ranked.add(new Ranked(new Features(id, score, Double.NaN, 0, "fact", 0, 0), score));
    }
    ranked.sort(Ranked.BEST_FIRST);
    return ranked.stream().map(r -> new Hit(r, Memory.getDefaultInstance())).toList();
  }
}
