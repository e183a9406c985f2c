package dev.loxodonta.ingest.entity.draft;

import com.google.protobuf.Struct;
import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.second.SecondVectors;
import dev.loxodonta.postgres.Project;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** Makes the vectors of an entity where the models of its project run here. Thread-safe. */
@Singleton
public final class EntityEmbedder {

  private final DraftEmbedder embedder;
  private final SecondVectors second;

  EntityEmbedder(DraftEmbedder embedder, SecondVectors second) {
    this.embedder = embedder;
    this.second = second;
  }

  /** Returns a project's space. */
  public Space space(Project project) {
    return embedder.space(project);
  }

  /**
   * Returns the plan with the vector of the entity's name and its second vector, each unless it is
   * there already or cannot be made here.
   *
   * <p>Fails with EMBEDDING_UNAVAILABLE or OVERLOADED.
   *
   * @param metadata the entity's free fields, which may have the text of the second vector
   */
  public Mono<UpsertPlan> embed(Project project, UpsertPlan plan, Struct metadata) {
    return first(project, plan).flatMap(embedded -> second(project, embedded, metadata));
  }

  private Mono<UpsertPlan> second(Project project, UpsertPlan plan, Struct metadata) {
    return plan.entity().second() != null
        ? Mono.just(plan)
        : second
            .make(project, plan.entity().name(), metadata)
            .map(vector -> plan.withEntity(plan.entity().withSecond(vector)))
            .defaultIfEmpty(plan);
  }

  private Mono<UpsertPlan> first(Project project, UpsertPlan plan) {
    return plan.entity().embedding() != null || !space(project).embeds()
        ? Mono.just(plan)
        : embedder
            .vectors(project, List.of(plan.entity().name()))
            .map(vectors -> plan.withEntity(plan.entity().withEmbedding(vectors.get(0))));
  }
}
