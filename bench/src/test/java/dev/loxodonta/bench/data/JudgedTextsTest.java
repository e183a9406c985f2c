package dev.loxodonta.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.bench.data.JudgedTexts.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgedTextsTest {

  @TempDir Path parent;
  private Path folder = Path.of("");

  @BeforeEach
  void collection() throws IOException {
    folder = Files.createDirectory(parent.resolve("tiny"));
    gzip(
        "docs.jsonl.gz",
        "{\"id\":\"a\",\"title\":\"T\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"\"}\n");
    gzip("queries.jsonl.gz", "{\"id\":\"1\",\"text\":\"what?\"}\n");
    gzip("qrels.tsv.gz", "1\ta\t1\n");
    NpyFile.write(folder.resolve("tiny_docs.minilm.f16.npy"), new float[][] {{1, 0}, {0, 1}});
    NpyFile.write(folder.resolve("tiny_queries.minilm.f16.npy"), new float[][] {{1, 1}});
  }

  @Test
  void collection_hasTextsWithTheirVectorsWithoutEmptyOnes() throws IOException {
    JudgedTexts texts = JudgedTexts.read(folder, Content.TITLE_AND_TEXT);
    assertThat(texts.name()).isEqualTo("tiny");
    assertThat(texts.documents()).singleElement().extracting("text").isEqualTo("T one");
    assertThat(texts.queries().get(0).vector()).containsExactly(1, 1);
    assertThat(texts.dimensions()).isEqualTo(2);
  }

  @Test
  void title_isLeftOutWhenOnlyTheTextIsWanted() throws IOException {
    JudgedTexts texts = JudgedTexts.read(folder, Content.TEXT);
    assertThat(texts.documents().get(0).text()).isEqualTo("one");
  }

  @Test
  void collection_isRefusedWhenVectorsAreMissing() throws IOException {
    NpyFile.write(folder.resolve("tiny_docs.minilm.f16.npy"), new float[][] {{1, 0}});
    assertThatThrownBy(() -> JudgedTexts.read(folder, Content.TEXT))
        .hasMessageContaining("1 rows")
        .hasMessageContaining("2 docs");
  }

  private void gzip(String name, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
