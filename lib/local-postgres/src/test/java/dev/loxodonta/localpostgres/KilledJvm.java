package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The main of a JVM that starts a server, tells its process ids, and waits to be killed. */
final class KilledJvm {
  private KilledJvm() {}

  public static void main(String[] arguments) throws InterruptedException {
    LocalPrimary primary =
        LocalPrimary.start(
            ServerSpec.in(
                Path.of(arguments[0]), PostgresBinaries.locate(), new Login("loxo", "secret")));
    primary.execute("postgres", "CREATE TABLE kept AS SELECT generate_series(1, 500)");
    if (arguments.length > 1) {
      primary.freeze();
    }
    long pid = PostmasterFile.read(primary.folder().data()).orElseThrow().pid();
    System.out.println(pid);
    new CountDownLatch(1).await();
  }
}
