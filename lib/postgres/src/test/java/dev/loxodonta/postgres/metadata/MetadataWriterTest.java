package dev.loxodonta.postgres.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataWriterTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-1, -1",
    "0, 0",
    "-0.0, 0",
    "0.1, 0.1",
    "9007199254740992, 9007199254740992",
    "1e300, 1.0E300",
    "1.5, 1.5"
  })
  void number_isWrittenWithoutFractionWhenItIsWhole(double number, String json) {
    assertThat(MetadataWriter.toJson(Value.newBuilder().setNumberValue(number).build()))
        .isEqualTo(json);
  }

  @Test
  void struct_isTheSameAfterReading() {
    Struct struct =
        Struct.newBuilder()
            .putFields("text", text("a \"quoted\" \n \\ ä 🐘"))
            .putFields("number", Value.newBuilder().setNumberValue(-1.25e-10).build())
            .putFields("flag", Value.newBuilder().setBoolValue(true).build())
            .putFields("nothing", Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
            .putFields(
                "list",
                Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(text("")).addValues(text("b")))
                    .build())
            .putFields(
                "object",
                Value.newBuilder()
                    .setStructValue(Struct.newBuilder().putFields("", text("x")))
                    .build())
            .build();
    assertThat(MetadataReader.toStruct(MetadataWriter.toJson(struct))).isEqualTo(struct);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null"})
  void reader_refusesWhatIsNoObject(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> MetadataReader.toStruct(json));
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }
}
