package dev.loxodonta.localneo4j;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilders;

/**
 * A Neo4j server without HTTP and without authentication: {@code LocalNeo4j <empty folder>}. Prints
 * its address on stdout when it takes calls, and stops when its stdin is closed.
 */
public final class LocalNeo4j {

  private LocalNeo4j() {}

  /** Runs the server. */
  public static void main(String[] arguments) throws IOException {
    Neo4j neo4j =
        Neo4jBuilders.newInProcessBuilder(Path.of(arguments[0]))
            .withDisabledServer()
            .withConfig(GraphDatabaseSettings.auth_enabled, false)
            .withConfig(GraphDatabaseSettings.transaction_timeout, Duration.ofSeconds(30))
            .build();
    System.out.println("ready " + neo4j.boltURI());
    while (System.in.read() >= 0) {
      // Nothing is said; the end is what counts.
    }
    neo4j.close();
    System.exit(0);
  }
}
