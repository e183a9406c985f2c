package dev.loxodonta.localpostgres.binaries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operating system user under which servers run: ourselves, or, when we are root, {@code
 * postgres} if there is such a user and {@code nobody} otherwise.
 */
public final class ServerUser {
  private static final ServerUser CURRENT = detect();

  private final @Nullable String name;
  private final List<String> prefix;

  private ServerUser(@Nullable String name, List<String> prefix) {
    this.name = name;
    this.prefix = prefix;
  }

  public static ServerUser current() {
    return CURRENT;
  }

  /** True when servers run under another user than this process, which is then root. */
  public boolean isOther() {
    return name != null;
  }

  /** Puts the change of user in front of a command, where one is needed. */
  public List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(words);
    return command;
  }

  /**
   * Creates a folder (and missing parents, open to everybody) that belongs to this user alone, and
   * checks that the user can get there.
   *
   * @throws LocalPostgresException when a folder above it is closed to the user
   */
  public void createOwnFolder(Path folder) {
    try {
      createOpenFolders(folder.getParent());
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      own(folder);
    } catch (IOException e) {
      throw new LocalPostgresException("The folder " + folder + " cannot be created.", e);
    }
    if (name != null
        && !Command.of(command(List.of("test", "-w", folder + "/"))).run().succeeded()) {
      throw new LocalPostgresException(
          "The user "
              + name
              + ", under which PostgreSQL runs because this process is root, cannot reach "
              + folder
              + ": choose a folder that other users may enter, such as one below /var/lib.");
    }
  }

  /** Gives a file or folder (not what is in it) to this user. */
  public void own(Path path) {
    if (name == null) {
      return;
    }
    try {
      Files.setOwner(
          path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates missing folders so that every user may enter and read them, whatever the umask. */
  static void createOpenFolders(@Nullable Path folder) throws IOException {
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    createOpenFolders(folder.getParent());
    Files.createDirectories(folder);
    if (CURRENT.isOther()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Override
  public String toString() {
    return name == null ? System.getProperty("user.name", "?") : name;
  }

  private static ServerUser detect() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return new ServerUser(null, List.of());
    }
    String user = Command.of("id", "-u", "postgres").run().succeeded() ? "postgres" : "nobody";
    return new ServerUser(user, prefix(user));
  }

  private static List<String> prefix(String user) {
    String group = Command.of("id", "-g", user).runOrFail("Asking for the group of " + user);
    List<String> setpriv =
        List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--init-groups", "--");
    if (Command.isOnPath("setpriv") && works(setpriv)) {
      return setpriv;
    }
    return List.of("runuser", "-u", user, "--");
  }

  // BusyBox has a setpriv of its own that knows none of these options.
  private static boolean works(List<String> prefix) {
    List<String> words = new ArrayList<>(prefix);
    words.add("true");
    return Command.of(words).run().succeeded();
  }
}
