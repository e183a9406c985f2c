package dev.loxodonta.bench.quality;

import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.bench.data.JudgedTexts;
import dev.loxodonta.bench.data.MemoryIds;
import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.type.v1.Memory;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Loads a collection into a project and judges every leg. */
final class QualityRun {

  private static final int K = 10;

  private final ClusterClient client;
  private final PrintStream out;

  QualityRun(ClusterClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  void judge(JudgedTexts texts, long projectId) {
    Projects projects = new Projects(client);
    projects.createWithModel(projectId, texts.name());
    projects.fill(projectId, texts.documents().size(), row -> memory(row, texts));
    for (Leg leg : Leg.values()) {
      judge(texts, projectId, leg);
    }
  }

  private static Memory memory(int row, JudgedTexts texts) {
    JudgedTexts.Text document = texts.documents().get(row);
    Memory.Builder memory =
        Memory.newBuilder().setId(MemoryIds.of(row)).setContent(document.text());
    for (float number : document.vector()) {
      memory.addEmbedding(number);
    }
    return memory.build();
  }

  private void judge(JudgedTexts texts, long projectId, Leg leg) {
    double ndcg = 0;
    double recall = 0;
    int judged = 0;
    for (JudgedTexts.Text query : texts.queries()) {
      Set<String> relevant = texts.judgements().relevant().get(query.id());
      if (relevant != null) {
        List<String> found = search(texts, projectId, leg, query);
        ndcg += RetrievalQuality.ndcg(found, relevant, K);
        recall += RetrievalQuality.recall(found, relevant, K);
        judged++;
      }
    }
    out.printf(
        Locale.ROOT,
        "%s %s ndcg@10=%.3f recall@10=%.2f%n",
        texts.name(),
        leg.label(),
        ndcg / judged,
        recall / judged);
  }

  private List<String> search(JudgedTexts texts, long projectId, Leg leg, JudgedTexts.Text query) {
    return client.search().search(leg.request(projectId, query, K)).getHitsList().stream()
        .map(hit -> texts.documents().get(MemoryIds.row(hit.getMemory().getId())).id())
        .toList();
  }
}
