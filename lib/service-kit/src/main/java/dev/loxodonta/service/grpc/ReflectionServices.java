package dev.loxodonta.service.grpc;

import io.grpc.BindableService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Lets grpcurl and its like ask what the server offers, in the present protocol and the older. */
@Factory
final class ReflectionServices {

  @Bean
  @Singleton
  BindableService reflectionV1() {
    BindableService reflection = ProtoReflectionServiceV1.newInstance();
    return () -> ErrorDetailTypes.addTo(reflection.bindService());
  }

  /** Returns v1alpha, which tools such as ghz 0.121 still ask. */
  @Bean
  @Singleton
  @SuppressWarnings("deprecation")
  BindableService reflectionV1Alpha() {
    return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
  }
}
