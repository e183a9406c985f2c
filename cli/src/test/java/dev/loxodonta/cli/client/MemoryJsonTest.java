package dev.loxodonta.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.loxodonta.type.v1.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryJsonTest {

  @ParameterizedTest
  @ValueSource(strings = {"content", "text", "gloss"})
  void content_isTakenWhenItHasAnyOfItsNames(String name) {
    assertThat(MemoryJson.parse("{\"" + name + "\": \"a slow mass of ice\"}").getContent())
        .isEqualTo("a slow mass of ice");
  }

  @Test
  void fieldsOfMemory_areTakenWhenSpeltInEitherWay() {
    Memory memory =
        MemoryJson.parse(
            """
            {"content": "x", "memory_type": "event", "sessionId": "s", "importance": 0.25,
             "created_at": "2024-05-01T00:00:00Z", "embedding": [1, 0.5]}
            """);

    assertThat(memory.getMemoryType()).isEqualTo("event");
    assertThat(memory.getSessionId()).isEqualTo("s");
    assertThat(memory.getImportance()).isEqualTo(0.25f);
    assertThat(memory.getCreatedAt().getSeconds()).isEqualTo(1_714_521_600L);
    assertThat(memory.getEmbeddingList()).containsExactly(1f, 0.5f);
  }

  @Test
  void otherFields_becomeMetadataBesideThoseThatAreGiven() {
    Memory memory =
        MemoryJson.parse(
            "{\"gloss\": \"x\", \"lemma\": \"ice\", \"metadata\": {\"page\": 3}, \"tags\":"
                + " [\"a\"]}");

    assertThat(memory.getMetadata().getFieldsMap()).containsOnlyKeys("lemma", "page", "tags");
    assertThat(memory.getMetadata().getFieldsOrThrow("lemma").getStringValue()).isEqualTo("ice");
  }

  @Test
  void text_staysMetadataWhenThereIsContent() {
    Memory memory = MemoryJson.parse("{\"content\": \"x\", \"text\": \"y\"}");

    assertThat(memory.getContent()).isEqualTo("x");
    assertThat(memory.getMetadata().getFieldsOrThrow("text").getStringValue()).isEqualTo("y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"content\": \"x\"|is no JSON",
        "[1]|is no JSON object",
        "{\"lemma\": \"x\"}|has no field content, text, gloss",
        "{\"content\": \"x\", \"importance\": \"much\"}|is no memory"
      })
  void line_isRefusedWithTheReasonWhenItIsNoMemory(String line, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryJson.parse(line))
        .withMessageStartingWith(reason);
  }
}
