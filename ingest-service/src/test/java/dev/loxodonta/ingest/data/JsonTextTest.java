package dev.loxodonta.ingest.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.ingest.testing.Json;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  @Test
  void text_hasALineForEachValueInTheOrderOfTheKeys() {
    Struct inner = Struct.newBuilder().putFields("b", Json.of(2.5)).build();
    Struct outer =
        Struct.newBuilder()
            .putFields("z", Json.list(Json.of("x"), Json.of(true)))
            .putFields("a", Value.newBuilder().setStructValue(inner).build())
            .putFields("nothing", Json.nothing())
            .putFields("blank", Json.of(" "))
            .build();
    assertThat(JsonText.of(Value.newBuilder().setStructValue(outer).build()))
        .isEqualTo("a.b: 2.5\nz: x\nz: true");
  }

  @Test
  void text_isTheValueItselfWhenItHasNoKeys() {
    assertThat(JsonText.of(Json.of("tea"))).isEqualTo("tea");
    assertThat(JsonText.of(Json.list())).isEmpty();
  }

  @Test
  void text_isCutBetweenCharacters() {
    String text = JsonText.of(Json.of("x" + "𝔸".repeat(2_000)));
    assertThat(text.length()).isBetween(JsonText.MAX_CHARACTERS - 1, JsonText.MAX_CHARACTERS);
    assertThat(text).endsWith("𝔸");
  }
}
