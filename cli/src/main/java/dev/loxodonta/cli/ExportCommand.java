package dev.loxodonta.cli;

import dev.loxodonta.cli.client.ArchiveDownload;
import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.terminal.Terminal;
import dev.loxodonta.ingest.v1.ArchiveFormat;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a project into a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Write everything in a project, as it is at one moment, into a file with checksums. The"
            + " file is replaced only when the export is complete.")
final class ExportCommand implements Callable<Integer> {

  /** The forms of a file. */
  enum Format {
    /** A line of JSON for each record. */
    JSONL(ArchiveFormat.ARCHIVE_FORMAT_JSON_LINES),
    /** PostgreSQL's binary COPY format. */
    BINARY(ArchiveFormat.ARCHIVE_FORMAT_BINARY_COPY);

    private final ArchiveFormat archiveFormat;

    Format(ArchiveFormat archiveFormat) {
      this.archiveFormat = archiveFormat;
    }
  }

  @Mixin AddressOption server = new AddressOption();

  @Parameters(index = "0", paramLabel = "PROJECT", description = "The project's id.")
  long project;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to write.")
  Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "JSONL",
      description =
          "jsonl, which can be read, or binary, which is smaller and faster. Default: jsonl.")
  Format format = Format.JSONL;

  @Override
  public Integer call() {
    try (ClusterClient client = server.connect()) {
      ArchiveDownload.Exported exported =
          new ArchiveDownload(client).run(project, format.archiveFormat, file);
      System.out.printf(
          Locale.ROOT,
          "Exported project %d into %s: %,d records, %,d bytes in %s.%n",
          project,
          file,
          exported.rows(),
          exported.bytes(),
          Terminal.format(exported.duration()));
      return 0;
    }
  }
}
