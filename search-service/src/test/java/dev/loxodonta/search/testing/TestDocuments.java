package dev.loxodonta.search.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Documents of a project, put past the services. */
public final class TestDocuments {

  private final TestProject project;

  public TestDocuments(TestProject project) {
    this.project = project;
  }

  /** Returns the id of a document of a project. */
  public UUID id(int number) {
    return new UUID(0x0191_0000_0000_7000L | project.id(), 0x8000_0000_0000_0000L | number);
  }

  /** Adds a document; each chunk counts a token for each word. */
  public void add(int number, String docType, List<String> chunks, List<float[]> vectors)
      throws SQLException {
    try (Connection connection = project.stand().database().connect()) {
      run(
          connection,
          "INSERT INTO documents (slot, project_id, id, title, doc_type, source_uri, content_hash,"
              + " metadata) VALUES (?, ?, ?, ?, ?, ?, sha256(''), ?::jsonb)",
          project.slot(),
          project.id(),
          id(number),
          "title " + number,
          docType,
          "file:" + number,
          "{\"number\": " + number + "}");
      for (int i = 0; i < chunks.size(); i++) {
        run(
            connection,
            "INSERT INTO chunks (slot, project_id, id, document_id, chunk_index, token_count,"
                + " content, embedding) VALUES (?, ?, ?, ?, ?, ?, ?, ?::halfvec)",
            project.slot(),
            project.id(),
            UUID.randomUUID(),
            id(number),
            i,
            chunks.get(i).split(" ").length,
            chunks.get(i),
            Vectors.text(vectors.get(i)));
      }
    }
  }

  /**
   * Adds many documents of a chunk each at once.
   *
   * @param metadata of the documents, by their numbers from 0
   * @param vectors of their chunks
   */
  public void addAll(List<String> metadata, List<float[]> vectors) throws SQLException {
    try (Connection connection = project.stand().database().connect();
        PreparedStatement documents =
            connection.prepareStatement(
                "INSERT INTO documents (slot, project_id, id, title, doc_type, content_hash,"
                    + " metadata) VALUES (?, ?, ?, '', 'note', sha256(''), ?::jsonb)");
        PreparedStatement chunks =
            connection.prepareStatement(
                "INSERT INTO chunks (slot, project_id, id, document_id, chunk_index, token_count,"
                    + " content, embedding) VALUES (?, ?, ?, ?, 0, 2, ?, ?::halfvec)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < metadata.size(); i++) {
        add(documents, project.slot(), project.id(), id(i), metadata.get(i));
        add(
            chunks,
            project.slot(),
            project.id(),
            id(i),
            id(i),
            "stone " + i,
            Vectors.text(vectors.get(i)));
      }
      documents.executeBatch();
      chunks.executeBatch();
      connection.commit();
    }
  }

  private static void add(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.addBatch();
  }

  /** Builds the indexes of a slot of its own, as the router does. */
  public void buildIndexes() {
    project
        .stand()
        .execute(
            """
            CREATE INDEX chunks_s%1$d_hnsw ON chunks_s%1$d
              USING hnsw ((embedding::halfvec(%2$d)) halfvec_cosine_ops);
            CREATE INDEX chunks_s%1$d_text ON chunks_s%1$d USING gin (content_tsv);
            ANALYZE chunks_s%1$d;
            ANALYZE documents_s%1$d;
            UPDATE projects SET vector_index = 'hnsw' WHERE project_id = %3$d
            """
                .formatted(project.slot(), project.dimensions(), project.id()));
  }

  private static void run(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
