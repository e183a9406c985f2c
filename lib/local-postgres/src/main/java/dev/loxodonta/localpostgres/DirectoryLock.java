package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.Folders;
import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import dev.loxodonta.localpostgres.binaries.ServerUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The sole right to run servers in a folder, held until closed or until this JVM ends in whatever
 * way. Whoever holds it may take a server found running there for an orphan.
 */
public final class DirectoryLock implements AutoCloseable {
  /** The lock's file, which also marks a folder as one of ours. */
  static final String FILE = "in-use";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the folder for the server's user, if needed, and takes its lock at once or not at all.
   *
   * @throws LocalPostgresException when another process, or this one, has it; when the folder holds
   *     foreign files, or the server's user cannot get there
   */
  public static DirectoryLock take(Path folder) {
    Path file = folder.resolve(FILE);
    if (Files.notExists(file) && !Folders.list(folder, "*").isEmpty()) {
      throw new LocalPostgresException(
          "The folder %s holds other files: choose an empty or a new one.".formatted(folder));
    }
    ServerUser.current().createOwnFolder(folder);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new LocalPostgresException(
            "The folder %s is in use by process %s: stop that one first or choose another folder."
                .formatted(folder, Files.readString(file).strip()));
      }
      channel.truncate(0);
      String pid = Long.toString(ProcessHandle.current().pid());
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new LocalPostgresException("The folder " + folder + " cannot be locked.", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
