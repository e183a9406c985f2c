package dev.loxodonta.search.statistics;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.TimeRange;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HNSW index of the rows with one type, with one value at one key of the metadata, or that were
 * created at some time or later. Immutable.
 *
 * @param index the index's name
 * @param predicate its condition, as PostgreSQL prints it; a statement has to repeat it for the
 *     index to be used
 * @param filter the same condition as a filter
 */
public record FilterGraph(String index, String predicate, Filter filter) {

  private static final Pattern TYPE =
      Pattern.compile("\\(memory_type = '((?:[^'\\\\]|'')*)'::text\\)");
  private static final Pattern METADATA =
      Pattern.compile("\\(metadata @> '((?:[^'\\\\]|'')*)'::jsonb\\)");

  private static final Pattern SINCE =
      Pattern.compile(
          "\\(created_at >= '([-0-9]+) ([:.0-9]+)([-+])(\\d\\d)(:\\d\\d)?'::timestamp with time"
              + " zone\\)");

  /** Returns the graph of an index; empty for a predicate of another form. */
  static Optional<FilterGraph> of(String index, String predicate) {
    Matcher type = TYPE.matcher(predicate);
    if (type.matches()) {
      Filter filter = Filter.newBuilder().addMemoryTypes(unquoted(type)).build();
      return Optional.of(new FilterGraph(index, predicate, filter));
    }
    Matcher since = SINCE.matcher(predicate);
    if (since.matches()) {
      return Optional.of(new FilterGraph(index, predicate, createdSince(time(since))));
    }
    Matcher metadata = METADATA.matcher(predicate);
    return metadata.matches()
        ? filter(MetadataReader.toStruct(unquoted(metadata)))
            .map(filter -> new FilterGraph(index, predicate, filter))
        : Optional.empty();
  }

  /** PostgreSQL leaves out the minutes of an offset that has none. */
  private static Instant time(Matcher since) {
    String minutes = since.group(5) == null ? ":00" : since.group(5);
    String iso = since.group(1) + "T" + since.group(2) + since.group(3) + since.group(4) + minutes;
    return OffsetDateTime.parse(iso).toInstant();
  }

  private static Filter createdSince(Instant time) {
    Timestamp from =
        Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()).build();
    return Filter.newBuilder().setCreated(TimeRange.newBuilder().setFrom(from)).build();
  }

  /** Returns the same as a graph of newer memories; empty when it is none. */
  Optional<AgeGraph> byAge() {
    return filter.hasCreated()
        ? Optional.of(new AgeGraph(index, predicate, instant(filter.getCreated().getFrom())))
        : Optional.empty();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static String unquoted(Matcher literal) {
    return literal.group(1).replace("''", "'");
  }

  private static Optional<Filter> filter(Struct contained) {
    if (contained.getFieldsCount() != 1) {
      return Optional.empty();
    }
    Map.Entry<String, Value> field = contained.getFieldsMap().entrySet().iterator().next();
    Condition.Equals equals =
        Condition.Equals.newBuilder().setKey(field.getKey()).setValue(field.getValue()).build();
    return Optional.of(
        Filter.newBuilder().setMetadata(Condition.newBuilder().setEquals(equals)).build());
  }

  /**
   * Returns what is left of a filter for the graph's rows; empty when the filter keeps rows that
   * the graph does not have.
   */
  public Optional<Filter> rest(Filter of) {
    if (filter.hasCreated()) {
      return of.getCreated().hasFrom()
              && !instant(of.getCreated().getFrom())
                  .isBefore(instant(filter.getCreated().getFrom()))
          ? Optional.of(of)
          : Optional.empty();
    }
    if (filter.getMemoryTypesCount() > 0) {
      return of.getMemoryTypesList().equals(filter.getMemoryTypesList())
          ? Optional.of(of.toBuilder().clearMemoryTypes().build())
          : Optional.empty();
    }
    Condition condition = of.getMetadata();
    if (condition.equals(filter.getMetadata())) {
      return Optional.of(of.toBuilder().clearMetadata().build());
    }
    List<Condition> parts = new ArrayList<>(condition.getAll().getConditionsList());
    if (!parts.remove(filter.getMetadata())) {
      return Optional.empty();
    }
    Filter.Builder rest = of.toBuilder();
    if (parts.isEmpty()) {
      rest.clearMetadata();
    } else {
      rest.setMetadata(
          Condition.newBuilder().setAll(Condition.Conditions.newBuilder().addAllConditions(parts)));
    }
    return Optional.of(rest.build());
  }
}
