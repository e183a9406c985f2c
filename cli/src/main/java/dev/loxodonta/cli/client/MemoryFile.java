package dev.loxodonta.cli.client;

import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.type.v1.Memory;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** JSON lines, plain or gzipped, each line a memory. Read as a stream, whatever their number. */
public final class MemoryFile {

  private static final int GZIP_MAGIC = 0x1f8b;

  private final String name;
  private final Source source;

  private MemoryFile(String name, Source source) {
    this.name = name;
    this.source = source;
  }

  /** Opens the bytes of a file anew each time. */
  private interface Source {
    InputStream open() throws IOException;
  }

  /** Returns a file on disk. */
  public static MemoryFile of(Path path) {
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new Failure("the file " + path + " cannot be read.");
    }
    return new MemoryFile(path.toString(), () -> Files.newInputStream(path));
  }

  /** Returns a file on the class path. */
  public static MemoryFile ofResource(Class<?> beside, String resource) {
    return new MemoryFile(
        resource,
        () -> {
          InputStream in = beside.getResourceAsStream(resource);
          if (in == null) {
            throw new IOException("the resource " + resource + " is missing");
          }
          return in;
        });
  }

  /** Counts the lines that are not blank. */
  public long count() {
    try (Stream<String> lines = lines()) {
      return lines.count();
    }
  }

  /**
   * Returns the memories in the file's order; the stream is to be closed. A bad line ends it with a
   * {@link Failure} that names the line.
   */
  public Stream<Memory> memories() {
    long[] number = {0};
    return lines().map(line -> memory(line, ++number[0]));
  }

  private Memory memory(String line, long number) {
    try {
      return MemoryJson.parse(line);
    } catch (IllegalArgumentException e) {
      throw new Failure(name + ", line " + number + ": " + e.getMessage() + ".", e);
    }
  }

  private Stream<String> lines() {
    try {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(unpacked(), StandardCharsets.UTF_8));
      return reader.lines().filter(line -> !line.isBlank()).onClose(() -> close(reader));
    } catch (IOException e) {
      throw new Failure("the file " + name + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private InputStream unpacked() throws IOException {
    BufferedInputStream in = new BufferedInputStream(source.open());
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in) : in;
  }

  private static void close(BufferedReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
