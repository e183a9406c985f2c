package dev.loxodonta.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class CallFailureTest {

  @Test
  void sentence_namesFieldsAndReasonWhenTheServiceGaveThem() {
    BadRequest.Builder fields = BadRequest.newBuilder();
    fields.addFieldViolationsBuilder().setField("k").setDescription("is 0; allowed is 1 to 1000");
    StatusRuntimeException failure =
        StatusProto.toStatusRuntimeException(
            Status.newBuilder()
                .setCode(3)
                .setMessage("the request has 1 bad field")
                .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("INVALID_FIELD").build()))
                .addDetails(Any.pack(fields.build()))
                .build());

    assertThat(CallFailure.sentence(failure))
        .isEqualTo("the request has 1 bad field [k: is 0; allowed is 1 to 1000] (INVALID_FIELD)");
  }

  @Test
  void sentence_saysWhatToDoWhenNothingListens() {
    StatusRuntimeException failure =
        io.grpc.Status.UNAVAILABLE
            .withCause(new ConnectException("Connection refused"))
            .asRuntimeException();

    assertThat(CallFailure.sentence(failure))
        .startsWith("no Loxodonta answers at that address (Connection refused)");
  }
}
