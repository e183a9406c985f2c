package dev.loxodonta.search;

import com.google.gson.*;
import dev.loxodonta.search.testing.*;
import dev.loxodonta.search.v1.*;
import java.io.*;
import java.nio.*;
import java.nio.file.*;
import java.util.*;
import java.util.zip.*;
import org.junit.jupiter.api.Test;

class QualityProbeIT {
  static final Path DATA = Path.of("/work/shared/data");
  static final SearchStand STAND = SearchStand.shared();

  @Test
  void run() throws Exception {
    for (String set : List.of("scifact", "cranfield")) {
      List<JsonObject> docs = json(set, "docs"), queries = json(set, "queries");
      float[][] dv = npy(set + "/" + set + "_docs.minilm.f16.npy"), qv = npy(set + "/" + set + "_queries.minilm.f16.npy");
      Map<String, Set<String>> rel = new HashMap<>();
      for (String l : lines(set + "/qrels.tsv.gz")) {
        String[] p = l.split("\\s+");
        if (Integer.parseInt(p[2]) > 0) rel.computeIfAbsent(p[0], x -> new HashSet<>()).add(p[1]);
      }
      List<TestMemory> memories = new ArrayList<>();
      for (int i = 0; i < docs.size(); i++) {
        String text = set.equals("scifact") ? docs.get(i).get("title").getAsString() + " " + docs.get(i).get("text").getAsString() : docs.get(i).get("text").getAsString();
        if (text.isBlank()) continue;
        memories.add(TestMemory.of(i, text.replace("\\", "\\\\").replaceAll("[\t\n\r]", " "), dv[i]));
      }
      TestProject shared = STAND.createProject(384, "cosine");
      TestProject own = STAND.createOwnSlotProject(384, "cosine");
      shared.insert(memories);
      own.insert(memories);
      own.buildIndexes();
      for (TestProject p : List.of(shared, own)) {
        for (String leg : List.of("semantic", "text", "hybrid", "rrf", "weighted")) {
          double sum = 0; int n = 0; long ns = 0; int exact = 0;
          for (int pass = 0; pass < 2; pass++) { sum = 0; n = 0; ns = 0; exact = 0;
          for (int i = 0; i < queries.size(); i++) {
            Set<String> r = rel.get(queries.get(i).get("id").getAsString());
            if (r == null) continue;
            SearchRequest.Builder b = p.search().setText(queries.get(i).get("text").getAsString().replace("\"", " "));
            if (!leg.equals("text")) b.addAllVector(Vectors.list(qv[i]));
            if (leg.equals("text")) b.setMode(SearchMode.SEARCH_MODE_TEXT);
            if (leg.equals("semantic")) b.setMode(SearchMode.SEARCH_MODE_SEMANTIC);
            if (leg.equals("rrf")) b.setRanking(Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()));
            if (leg.equals("weighted")) b.setRanking(Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()));
            long t = System.nanoTime();
            SearchResponse res = STAND.client().search(b.build());
            ns += System.nanoTime() - t;
            if (res.getReport().getExact()) exact++;
            double dcg = 0, ideal = 0;
            for (int h = 0; h < res.getHitsCount(); h++) {
              int d = Integer.parseInt(res.getHits(h).getMemory().getId().substring(24), 16);
              if (r.contains(docs.get(d).get("id").getAsString())) dcg += 1 / (Math.log(h + 2) / Math.log(2));
            }
            for (int h = 0; h < Math.min(10, r.size()); h++) ideal += 1 / (Math.log(h + 2) / Math.log(2));
            sum += dcg / ideal; n++;
          } }
          System.err.printf("QUALITY %s %s %s ndcg@10=%.4f n=%d %.2f ms exact=%d%n", set, p == own ? "own" : "shared", leg, sum / n, n, ns / 1e6 / n, exact);
        }
      }
    }
  }

  static List<String> lines(String f) throws IOException {
    try (var r = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(DATA.resolve(f))), "UTF-8"))) { return r.lines().toList(); }
  }
  static List<JsonObject> json(String set, String f) throws IOException {
    return lines(set + "/" + f + ".jsonl.gz").stream().map(l -> JsonParser.parseString(l).getAsJsonObject()).toList();
  }
  static float[][] npy(String f) throws IOException {
    ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(DATA.resolve(f))).order(ByteOrder.LITTLE_ENDIAN);
    int header = b.getShort(8) + 10; int rows = (b.capacity() - header) / 768; b.position(header);
    float[][] v = new float[rows][384];
    for (float[] r : v) for (int i = 0; i < 384; i++) r[i] = Float.float16ToFloat(b.getShort());
    return v;
  }
}
