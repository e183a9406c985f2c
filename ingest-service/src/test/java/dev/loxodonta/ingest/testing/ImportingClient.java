package dev.loxodonta.ingest.testing;

import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.v1.ImportProjectRequest;
import dev.loxodonta.ingest.v1.ImportProjectResponse;
import dev.loxodonta.ingest.v1.MaintenanceServiceGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client of ImportProject that sends as fast as the transport takes it. */
public final class ImportingClient
    implements ClientResponseObserver<ImportProjectRequest, ImportProjectResponse> {

  private final CompletableFuture<ImportProjectResponse> end = new CompletableFuture<>();
  private volatile ImportProjectResponse last = ImportProjectResponse.getDefaultInstance();
  private @Nullable ClientCallStreamObserver<ImportProjectRequest> call;

  private ImportingClient() {}

  /** Opens an import. */
  public static ImportingClient open(IngestProcess ingest) {
    ImportingClient client = new ImportingClient();
    MaintenanceServiceGrpc.newStub(ingest.channel()).importProject(client);
    return client;
  }

  /**
   * Imports an archive.
   *
   * @throws StatusRuntimeException when it is refused
   */
  public static ImportProjectResponse run(
      IngestProcess ingest, long projectId, boolean create, byte[] archive) {
    ImportingClient client = open(ingest);
    client.send(projectId, create, archive, archive.length);
    return client.finish();
  }

  /** Sends so many bytes of an archive in parts. */
  public void send(long projectId, boolean create, byte[] archive, int length) {
    int part = 60_000;
    for (int i = 0; i == 0 || i < length; i += part) {
      while (!call().isReady() && !end.isDone()) {
        LockSupport.parkNanos(1_000_000);
      }
      if (!end.isDone()) {
        call()
            .onNext(
                ImportProjectRequest.newBuilder()
                    .setProjectId(projectId)
                    .setCreateProject(create)
                    .setData(ByteString.copyFrom(archive, i, Math.min(part, length - i)))
                    .build());
      }
    }
  }

  /** Returns how many rows PostgreSQL had taken at the last message. */
  public long rows() {
    return last.getRows();
  }

  /** Ends the import and returns its last message. */
  public ImportProjectResponse finish() {
    if (!end.isDone()) {
      call().onCompleted();
    }
    try {
      return end.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (StatusRuntimeException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the import did not end after " + rows() + " rows", e);
    }
  }

  /** Goes away. */
  public void cancel() {
    call().cancel("the test goes away", null);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ImportProjectRequest> requests) {
    call = requests;
  }

  @Override
  public void onNext(ImportProjectResponse progress) {
    last = progress;
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    end.complete(last);
  }

  private ClientCallStreamObserver<ImportProjectRequest> call() {
    if (call == null) {
      throw new IllegalStateException("not started");
    }
    return call;
  }
}
