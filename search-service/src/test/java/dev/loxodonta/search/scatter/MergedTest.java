package dev.loxodonta.search.scatter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.plan.VectorAccess;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.read.Reading;
import dev.loxodonta.search.select.Answer;
import dev.loxodonta.search.testing.Plans;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeRole;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.type.v1.Memory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergedTest {

  private static final SearchQuery QUERY =
      Plans.query(SearchRequest.newBuilder().addVector(1).setK(3));
  private static final Node NODE =
      new Node(1, "shard-1-primary", "localhost", 5432, "loxodonta", NodeRole.PRIMARY, true);
  private static final Shard SHARD = new Shard(1, "shard-1", List.of(NODE));
  private static final ServiceException GONE =
      ServiceException.of(ErrorReason.SHARD_UNAVAILABLE, "gone");

  private final Merged merged = new Merged(QUERY);

  @Test
  void projectWhoseWholeShareIsAmongTheBest_isInDoubt() {
    merged.take(answered(1, 0.9, 0.8));
    merged.take(answered(2, 0.7, 0.6));
    assertThat(merged.inDoubt(2)).containsExactly(1L);
  }

  @Test
  void secondAnswer_addsWhatIsNewAndItsTime() {
    merged.take(answered(1, 0.9, 0.8));
    merged.take(answered(2, 0.7, 0.6));
    merged.take(answered(1, 0.9, 0.8, 0.75));

    ProjectsOutcome outcome = merged.outcome();
    assertThat(outcome.hits())
        .extracting(h -> h.hit().ranked().score())
        .containsExactly(.9, .8, .75);
    assertThat(outcome.coverage().answered()).hasSize(2);
    assertThat(outcome.coverage().answered().get(0).outcome().shardTime())
        .isEqualTo(Duration.ofMillis(2));
  }

  @Test
  void projectThatFailsWhenItIsAskedForMore_isMissingAndItsHitsStay() {
    merged.take(answered(1, 0.9, 0.8));
    merged.take(answered(2, 0.7, 0.6));
    merged.take(new ProjectAnswer.Missing(1, SHARD, GONE));

    ProjectsOutcome outcome = merged.outcome();
    assertThat(outcome.hits()).extracting(ProjectHit::projectId).containsExactly(1L, 1L, 2L);
    assertThat(outcome.coverage().answered())
        .extracting(ProjectAnswer::projectId)
        .containsExactly(2L);
    assertThat(outcome.coverage().missing())
        .extracting(ProjectAnswer::projectId)
        .containsExactly(1L);
  }

  @Test
  void noAnswerAtAll_failsAsTheFirstProjectDid() {
    merged.take(new ProjectAnswer.Missing(1, SHARD, GONE));
    assertThatThrownBy(merged::outcome).isSameAs(GONE);
  }

  private static ProjectAnswer answered(long projectId, double... scores) {
    List<Hit> hits =
        IntStream.range(0, scores.length).mapToObj(i -> hit(projectId, i, scores[i])).toList();
    SearchPlan plan =
        new SearchPlan.Nearest(
            Plans.own(1, Optional.empty()),
            QUERY,
            new Halfvec(1),
            new VectorAccess.ExactScan(false),
            "");
    Reading<Hit> reading =
        new Reading<>(
            new Answer<>(1, NodeRole.PRIMARY, 0, hits), NODE, Optional.empty(), Duration.ZERO);
    SearchOutcome outcome =
        new SearchOutcome(
            plan,
            hits,
            reading,
            true,
            true,
            OptionalLong.empty(),
            Duration.ofMillis(1),
            Optional.empty());
    return new ProjectAnswer.Answered(projectId, SHARD, outcome);
  }

  private static Hit hit(long projectId, int number, double score) {
    UUID id = new UUID(projectId, number);
    Features features = new Features(id, score, Double.NaN, 0, "fact", 0, 0);
    return new Hit(new Ranked(features, score), Memory.getDefaultInstance());
  }
}
