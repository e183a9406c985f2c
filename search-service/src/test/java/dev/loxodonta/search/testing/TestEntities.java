package dev.loxodonta.search.testing;

import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;

/** Entities of a project and their links, put past the services. */
public final class TestEntities {

  private final TestProject project;

  public TestEntities(TestProject project) {
    this.project = project;
  }

  /** Returns the id of an entity. */
  public UUID id(int number) {
    return new UUID(0x0192_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
  }

  /** Adds an entity, linked to memories by their numbers. */
  public void add(int number, String name, int... memories) {
    String links =
        Arrays.stream(memories)
            .mapToObj(m -> "(%d, '%s', '%s')".formatted(project.id(), TestMemory.id(m), id(number)))
            .collect(Collectors.joining(", "));
    project.execute(
        "INSERT INTO entities (project_id, id, entity_type, name) VALUES (%d, '%s', 'person', '%s')"
                .formatted(project.id(), id(number), name)
            + (links.isEmpty()
                ? ""
                : "; INSERT INTO memory_entities (project_id, memory_id, entity_id) VALUES "
                    + links));
  }
}
