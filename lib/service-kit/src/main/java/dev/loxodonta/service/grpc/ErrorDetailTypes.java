package dev.loxodonta.service.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;

/**
 * Lets reflection know the types inside of errors, so that grpcurl prints an ErrorInfo instead of
 * its bytes. Reflection knows the files that the server's services depend on, and no service
 * mentions these types; so one service gets a file descriptor that depends on them besides its own.
 */
final class ErrorDetailTypes {

  private ErrorDetailTypes() {}

  static ServerServiceDefinition addTo(ServerServiceDefinition service) {
    ServiceDescriptor known = service.getServiceDescriptor();
    FileDescriptor file =
        withErrorDetails(
            ((ProtoFileDescriptorSupplier) known.getSchemaDescriptor()).getFileDescriptor());
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(known.getName())
            .setSchemaDescriptor((ProtoFileDescriptorSupplier) () -> file);
    known.getMethods().forEach(descriptor::addMethod);
    ServerServiceDefinition.Builder extended = ServerServiceDefinition.builder(descriptor.build());
    service.getMethods().forEach(extended::addMethod);
    return extended.build();
  }

  private static FileDescriptor withErrorDetails(FileDescriptor file) {
    FileDescriptor[] dependencies = {file, ErrorDetailsProto.getDescriptor()};
    FileDescriptorProto.Builder both =
        FileDescriptorProto.newBuilder().setName("loxodonta/error_details.proto");
    for (FileDescriptor dependency : dependencies) {
      both.addDependency(dependency.getName());
    }
    try {
      return FileDescriptor.buildFrom(both.build(), dependencies);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("the descriptor of error details is not valid", e);
    }
  }
}
