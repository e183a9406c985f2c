package dev.loxodonta.router.operation;

import static java.util.stream.Collectors.toMap;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.leader.Duty;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations, each on a thread of its own, under a lease of ten seconds that is renewed while
 * this router lives. A failure that may pass is tried again, later each time. A router that lost
 * the lead ends what it has in hand, as long as its leases hold.
 */
@Singleton
public final class OperationRunner implements Duty {

  private static final Logger log = LoggerFactory.getLogger(OperationRunner.class);
  private static final Duration RENEWAL = Duration.ofSeconds(3);

  private final CatalogDatabase catalog;
  private final Map<String, OperationMachine> machines;
  private final UUID owner = UUID.randomUUID();
  private final Map<UUID, Thread> inHand = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  OperationRunner(CatalogDatabase catalog, List<OperationMachine> machines) {
    this.catalog = catalog;
    this.machines = machines.stream().collect(toMap(OperationMachine::kind, Function.identity()));
  }

  @Override
  public String name() {
    return "operation-runner";
  }

  @Override
  public Duration period() {
    return Duration.ofMillis(300);
  }

  @Override
  public void run() {
    UUID[] known = inHand.keySet().toArray(UUID[]::new);
    catalog.transact(c -> OperationRows.claim(c, owner, known)).forEach(this::start);
  }

  @PreDestroy
  void stop() {
    stopped = true;
    inHand.values().forEach(Thread::interrupt);
    inHand.clear();
    try {
      catalog.transact(c -> OperationRows.release(c, owner));
    } catch (RuntimeException e) {
      log.debug("the leases run out by themselves", e);
    }
  }

  private void start(Operation operation) {
    if (!stopped) {
      Thread thread = Thread.ofVirtual().name("operation").unstarted(() -> runAndForget(operation));
      inHand.put(operation.operationId(), thread);
      thread.start();
    }
  }

  private void runAndForget(Operation operation) {
    Thread renewal = Thread.ofVirtual().name("lease").start(() -> renew(operation.operationId()));
    try {
      run(operation);
    } catch (LeaseLostException e) {
      log.warn(e.getMessage());
    } catch (RuntimeException e) {
      log.warn("operation {} is left to its lease: {}", operation.operationId(), e.toString());
    } finally {
      renewal.interrupt();
      inHand.remove(operation.operationId());
    }
  }

  private void run(Operation operation) {
    OperationProgress progress = new OperationProgress(catalog, owner, operation);
    try {
      machine(operation).run(progress);
      end(operation, OperationState.SUCCEEDED, "");
    } catch (OperationFailedException e) {
      end(operation, OperationState.FAILED, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LeaseLostException e) {
      throw e;
    } catch (SQLException | RuntimeException e) {
      retryLater(progress.operation(), e);
    }
  }

  private OperationMachine machine(Operation operation) {
    OperationMachine machine = machines.get(operation.kind());
    if (machine == null) {
      throw new OperationFailedException("no router here knows " + operation.kind());
    }
    return machine;
  }

  private void end(Operation operation, OperationState state, String message) {
    log.info("{} of project {} has {} {}", operation.kind(), operation.projectId(), state, message);
    catalog.transact(c -> OperationRows.end(c, operation.operationId(), owner, state, message));
  }

  private void retryLater(Operation operation, Exception failure) {
    if (stopped) {
      return;
    }
    String message = "step " + operation.step() + " will be tried again: " + reason(failure);
    if (operation.attempts() == 0) {
      log.warn("{} of project {}: {}", operation.kind(), operation.projectId(), message, failure);
    }
    catalog.transact(c -> OperationRows.retry(c, operation.operationId(), owner, message));
  }

  private static String reason(Exception failure) {
    return failure instanceof SQLException e
        ? "PostgreSQL answered with " + e.getSQLState()
        : String.valueOf(failure.getMessage());
  }

  private void renew(UUID operationId) {
    try {
      while (true) {
        Thread.sleep(RENEWAL);
        catalog.transact(c -> OperationRows.renew(c, owner, new UUID[] {operationId}));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("the lease of operation {} was not renewed: {}", operationId, e.toString());
    }
  }
}
