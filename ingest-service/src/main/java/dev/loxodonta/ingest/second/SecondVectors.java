package dev.loxodonta.ingest.second;

import com.google.protobuf.Struct;
import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Makes the second vectors of documents and entities that came without one. Thread-safe. */
@Singleton
public final class SecondVectors {

  private final ProjectDirectory directory;
  private final DraftEmbedder embedder;

  SecondVectors(ProjectDirectory directory, DraftEmbedder embedder) {
    this.directory = directory;
    this.embedder = embedder;
  }

  /**
   * Runs work with a project that has a second space where a vector for it came. One that is not
   * known to have it may have got it a moment ago, and is looked up anew.
   *
   * <p>Fails with SECOND_SPACE_MISSING, or as the work does.
   *
   * @param given whether a second vector came
   */
  public <T> Mono<T> withSpace(Project project, boolean given, Function<Project, Mono<T>> work) {
    return given && project.secondSpace().isEmpty()
        ? directory
            .refresh(project.projectId())
            .flatMap(
                home ->
                    home.project().secondSpace().isPresent()
                        ? work.apply(home.project())
                        : Mono.error(missing(home.project())))
        : work.apply(project);
  }

  /**
   * Returns the vector of the text that the project's second space names; nothing without a space,
   * without such a text, and where its model does not run here.
   *
   * <p>Fails with EMBEDDING_UNAVAILABLE or OVERLOADED.
   *
   * @param title the title of a document or the name of an entity
   */
  public Mono<SecondVector> make(Project project, String title, Struct metadata) {
    return Mono.justOrEmpty(project.secondSpace())
        .filter(embedder::embeds)
        .flatMap(space -> make(space, SecondChecks.text(space, title, metadata)));
  }

  private Mono<SecondVector> make(SecondSpace space, String text) {
    return text.isBlank()
        ? Mono.empty()
        : embedder
            .vectors(space, List.of(text))
            .map(vectors -> new SecondVector(space, vectors.get(0)))
            .onErrorMap(DraftEmbedder::isOfModel, e -> unavailable(space, e));
  }

  private static ServiceException missing(Project project) {
    return ServiceException.builder(
            ErrorReason.SECOND_SPACE_MISSING,
            "project %d has no second space for a second_embedding".formatted(project.projectId()))
        .metadata("project_id", project.projectId())
        .build();
  }

  private static ServiceException unavailable(SecondSpace space, Throwable cause) {
    return ServiceException.builder(
            ErrorReason.EMBEDDING_UNAVAILABLE,
            "the second vector was not made: the model %s cannot be reached"
                .formatted(space.model()))
        .cause(cause)
        .build();
  }
}
