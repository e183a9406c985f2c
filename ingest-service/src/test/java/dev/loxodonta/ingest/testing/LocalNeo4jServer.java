package dev.loxodonta.ingest.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real Neo4j server in a JVM with a class path of its own (module lib/local-neo4j). */
public final class LocalNeo4jServer implements AutoCloseable {

  private static final Path MODULE = Path.of("..", "lib", "local-neo4j", "target");
  private static final String READY = "ready ";

  private final Process process;
  private final String uri;

  /** Starts it; it takes some seconds. */
  public LocalNeo4jServer() {
    try {
      Path folder = Files.createTempDirectory("loxo-neo4j");
      String classPath =
          MODULE.resolve("classes") + ":" + Files.readString(MODULE.resolve("class-path")).strip();
      this.process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx384m",
                      "-XX:+UseSerialGC",
                      "-XX:TieredStopAtLevel=1",
                      "-cp",
                      classPath,
                      "dev.loxodonta.localneo4j.LocalNeo4j",
                      folder.resolve("data").toString()))
              .redirectError(folder.resolve("stderr").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop-neo4j"));
      this.uri = awaitReady(process);
    } catch (IOException e) {
      throw new UncheckedIOException("Neo4j did not start; was lib/local-neo4j built?", e);
    }
  }

  /** Returns its address. */
  public String uri() {
    return uri;
  }

  /** Lets it hang, as a server does that is out of memory or swapping. */
  public void pause() {
    signal("-STOP");
  }

  /** Lets it go on. */
  public void resume() {
    signal("-CONT");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String awaitReady(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith(READY)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("Neo4j ended with " + process.exitValue());
    }
    return line.substring(READY.length());
  }
}
