package dev.loxodonta.ingest.entity.draft;

import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.postgres.Project;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** Makes the vector of an entity's name where its project's model runs here. Thread-safe. */
@Singleton
public final class EntityEmbedder {

  private final DraftEmbedder embedder;

  EntityEmbedder(DraftEmbedder embedder) {
    this.embedder = embedder;
  }

  /** Returns a project's space. */
  public Space space(Project project) {
    return embedder.space(project);
  }

  /**
   * Returns the plan with a vector, or as it is where none can be made.
   *
   * <p>Fails with EMBEDDING_UNAVAILABLE or OVERLOADED.
   */
  public Mono<UpsertPlan> embed(Project project, UpsertPlan plan) {
    return plan.entity().embedding() != null || !space(project).embeds()
        ? Mono.just(plan)
        : embedder
            .vectors(project, List.of(plan.entity().name()))
            .map(vectors -> plan.withEntity(plan.entity().withEmbedding(vectors.get(0))));
  }
}
