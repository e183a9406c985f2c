package dev.loxodonta.search.testing;

import dev.loxodonta.postgres.Metric;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Documents and entities with vectors of their own, put past the services. */
public final class TestRecords {

  /** What the second space is called. */
  public static final String SPACE = "title";

  private final TestProject project;

  public TestRecords(TestProject project) {
    this.project = project;
  }

  /** Gives the project a second space, or another one; the service is not told. */
  public void setSecondSpace(String model, int dimensions, String metric) {
    project.execute(
        """
        UPDATE projects SET second_name = '%s', second_model = '%s', second_dimensions = %d,
          second_metric = '%s'
        WHERE project_id = %d
        """
            .formatted(SPACE, model, dimensions, metric, project.id()));
  }

  /** Returns the id of a record of the project. */
  public UUID id(int number) {
    return new UUID(0x0191_0000_0000_7000L | project.id(), 0x8000_0000_0000_0000L | number);
  }

  /** Returns the ids of records. */
  public List<String> ids(List<Integer> numbers) {
    return numbers.stream().map(number -> id(number).toString()).toList();
  }

  /**
   * Adds documents with numbers from a first one: of the type {@code t<number % 3>}, with the
   * metadata {@code {"n": number}}, created as many days after the beginning of 2025.
   *
   * @param seconds their second vectors; an empty one stands for none
   */
  public void addDocuments(int first, List<float[]> seconds) throws SQLException {
    run(
        """
        INSERT INTO documents (slot, project_id, id, title, doc_type, content_hash, metadata,
          created_at, second_embedding)
        VALUES (%d, %d, ?, 'title ' || ?, 't' || ? %% 3, sha256(''), jsonb_build_object('n', ?),
          timestamptz '2025-01-01 00:00Z' + ? * interval '1 day', ?::halfvec)
        """
            .formatted(project.slot(), project.id()),
        first,
        seconds.size(),
        (statement, number) -> {
          numbers(statement, number, 5);
          statement.setString(6, text(seconds.get(number - first)));
        });
  }

  /**
   * Adds entities with numbers from a first one: of the type {@code t<number % 3>}, with the
   * metadata {@code {"n": number}} and a confidence of a hundredth of the number's last two digits.
   *
   * @param owns their own vectors; an empty one stands for none
   * @param seconds their second vectors; an empty one stands for none
   */
  public void addEntities(int first, List<float[]> owns, List<float[]> seconds)
      throws SQLException {
    run(
        """
        INSERT INTO entities (project_id, id, name, entity_type, metadata, confidence, embedding,
          second_embedding)
        VALUES (%d, ?, 'name ' || ?, 't' || ? %% 3, jsonb_build_object('n', ?), ? %% 100 / 100.0,
          ?::halfvec, ?::halfvec)
        """
            .formatted(project.id()),
        first,
        owns.size(),
        (statement, number) -> {
          numbers(statement, number, 5);
          statement.setString(6, text(owns.get(number - first)));
          statement.setString(7, text(seconds.get(number - first)));
        });
  }

  /** Returns the numbers of the k nearest vectors, computed here; an empty vector has none. */
  public static List<Integer> nearest(Metric metric, List<float[]> vectors, float[] to, int k) {
    float[] query = asStored(metric, to);
    return IntStream.range(0, vectors.size())
        .boxed()
        .filter(i -> vectors.get(i).length > 0)
        .sorted(Comparator.comparingDouble(i -> distance(metric, vectors.get(i), query)))
        .limit(k)
        .toList();
  }

  /** Returns the distance of a stored vector from one to look near to. */
  public static double distanceTo(Metric metric, float[] stored, float[] to) {
    return distance(metric, stored, asStored(metric, to));
  }

  private static double distance(Metric metric, float[] a, float[] b) {
    return switch (metric) {
      case COSINE -> 1 - Vectors.cosine(a, b);
      case INNER_PRODUCT ->
          -IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
      case L2 ->
          Math.sqrt(
              IntStream.range(0, a.length).mapToDouble(i -> square((double) a[i] - b[i])).sum());
    };
  }

  private static double square(double value) {
    return value * value;
  }

  private static float[] asStored(Metric metric, float[] vector) {
    double length =
        metric == Metric.COSINE
            ? Math.sqrt(IntStream.range(0, vector.length).mapToDouble(i -> square(vector[i])).sum())
            : 1;
    float[] stored = new float[vector.length];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = Float.float16ToFloat(Float.floatToFloat16((float) (vector[i] / length)));
    }
    return stored;
  }

  private void numbers(PreparedStatement statement, int number, int places) throws SQLException {
    statement.setObject(1, id(number));
    for (int place = 2; place <= places; place++) {
      statement.setInt(place, number);
    }
  }

  private static @Nullable String text(float[] vector) {
    return vector.length == 0 ? null : Vectors.text(vector);
  }

  private interface Binding {
    void bind(PreparedStatement statement, int number) throws SQLException;
  }

  private void run(String sql, int first, int count, Binding binding) throws SQLException {
    try (Connection connection = project.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int number = first; number < first + count; number++) {
        binding.bind(statement, number);
        statement.addBatch();
      }
      statement.executeBatch();
    }
    project.stand().settle();
  }
}
