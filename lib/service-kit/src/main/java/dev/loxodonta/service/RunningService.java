package dev.loxodonta.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A service, or several, in this process: a Micronaut context with its HTTP and gRPC servers. Made
 * started, closed once; closing waits for running calls up to {@code
 * loxodonta.grpc.shutdown-grace}. Thread-safe.
 */
public final class RunningService implements AutoCloseable {

  private final String name;
  private final ApplicationContext context;
  private final EmbeddedServer http;
  private final GrpcEmbeddedServer grpc;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RunningService(String name, ApplicationContext context) {
    this.name = name;
    this.context = context;
    this.http = context.getBean(EmbeddedServer.class);
    this.grpc = context.getBean(GrpcEmbeddedServer.class);
  }

  /**
   * Starts a service and returns when it takes calls. Settings come, the later over the earlier,
   * from the kit's defaults, the class-path resource {@code <name>.yml}, the config file, the
   * environment, system properties and {@code overrides}.
   *
   * @param name the service's name, as {@code search-service}
   * @param configFile a YAML file, null for none
   * @param overrides settings by their full key
   * @throws StartupException when something an operator can mend is wrong
   */
  public static RunningService start(
      String name, @Nullable Path configFile, Map<String, Object> overrides) {
    ApplicationContext context = null;
    try {
      context =
          ApplicationContext.builder()
              .deduceEnvironment(false)
              .banner(false)
              .propertySources(propertySources(name, configFile, overrides))
              .build();
      context.start();
      RunningService service = new RunningService(name, context);
      service.http.start();
      service.grpc.start();
      return service;
    } catch (RuntimeException | Error e) {
      if (context != null) {
        context.close();
      }
      throw StartupFailure.of(e);
    }
  }

  private static PropertySource[] propertySources(
      String name, @Nullable Path configFile, Map<String, Object> overrides) {
    List<PropertySource> sources = new ArrayList<>();
    sources.add(YamlSettings.ofKit());
    sources.add(YamlSettings.ofName(name));
    YamlSettings.ofService(name).ifPresent(sources::add);
    if (configFile != null) {
      sources.add(YamlSettings.ofFile(configFile));
    }
    sources.add(YamlSettings.ofOverrides(overrides));
    return sources.toArray(PropertySource[]::new);
  }

  /** Returns the context with the service's beans. */
  public ApplicationContext context() {
    return context;
  }

  /** Returns the port that gRPC listens on. */
  public int grpcPort() {
    return grpc.getPort();
  }

  /** Returns the port that serves /health and /prometheus. */
  public int httpPort() {
    return http.getPort();
  }

  /** Says in one line what runs, and on which ports. */
  @Override
  public String toString() {
    return "%s is ready: gRPC on port %d, HTTP with /health and /prometheus on port %d"
        .formatted(name, grpcPort(), httpPort());
  }

  /** Stops the service; a second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      grpc.stop();
      http.stop();
      context.close();
    }
  }
}
