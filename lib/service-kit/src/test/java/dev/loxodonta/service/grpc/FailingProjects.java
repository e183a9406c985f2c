package dev.loxodonta.service.grpc;

import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectResponse;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.ProjectServiceGrpc;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeoutException;

/** A blocking service whose answer depends on the project id. */
@Singleton
@Requires(property = "test.failing-services")
final class FailingProjects extends ProjectServiceGrpc.ProjectServiceImplBase {

  static final long THROWS = 1;
  static final long REPORTS = 2;
  static final long FAULT = 3;
  static final long TIMES_OUT = 4;
  static final long TELLS_THREAD = 5;

  @Override
  public void getProject(GetProjectRequest request, StreamObserver<GetProjectResponse> observer) {
    long id = request.getProjectId();
    if (id == THROWS) {
      throw ServiceException.projectNotFound(id);
    } else if (id == REPORTS) {
      observer.onError(ServiceException.of(ErrorReason.PROJECT_EXISTS, "project 2 is there"));
    } else if (id == FAULT) {
      throw new IllegalStateException("password=hunter2");
    } else if (id == TIMES_OUT) {
      observer.onError(new TimeoutException("statement 17"));
    } else {
      String thread = Thread.currentThread().isVirtual() ? "virtual" : "platform";
      Project project = Project.newBuilder().setDisplayName(thread).build();
      observer.onNext(GetProjectResponse.newBuilder().setProject(project).build());
      observer.onCompleted();
    }
  }

  /** Says that the service may block. */
  @Factory
  @Requires(property = "test.failing-services")
  static final class Threads {

    @Bean
    @Singleton
    BlockingServices blocking() {
      return BlockingServices.of(ProjectServiceGrpc.SERVICE_NAME);
    }
  }
}
