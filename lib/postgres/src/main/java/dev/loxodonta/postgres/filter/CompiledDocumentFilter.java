package dev.loxodonta.postgres.filter;

import dev.loxodonta.type.v1.DocumentFilter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A filter as SQL over the columns of {@code documents}, unqualified, ready to be put into any
 * statement in which these names are not ambiguous. Immutable; may be used many times.
 */
public final class CompiledDocumentFilter {

  private final DocumentFilter source;
  private final List<Fragment> conditions;

  CompiledDocumentFilter(DocumentFilter source, List<Fragment> conditions) {
    this.source = source;
    this.conditions = List.copyOf(conditions);
  }

  /** Returns what it was compiled from. */
  public DocumentFilter source() {
    return source;
  }

  /** Returns whether it keeps every document. */
  public boolean isEmpty() {
    return conditions.isEmpty();
  }

  /** Returns the condition on a document; {@code true} for an empty filter. */
  public String condition(Parameters parameters) {
    return isEmpty()
        ? "true"
        : conditions.stream().map(c -> c.in(parameters)).collect(Collectors.joining(" AND "));
  }
}
