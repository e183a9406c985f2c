package dev.loxodonta.search.passage;

import dev.loxodonta.embedding.TokenEstimate;
import dev.loxodonta.search.passage.Packing.Packed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Packs what was found into passages, never more tokens than the budget has. Pure. */
public final class PassagePacker {

  private PassagePacker() {}

  /**
   * Packs chunks.
   *
   * @param found the chunks that were found
   * @param texts these and their neighbours
   */
  public static Packed<Passage> pack(
      List<FoundChunk> found, List<ChunkText> texts, Packing packing) {
    WindowPacker packer = new WindowPacker(texts, packing.window(), packing.tokenBudget());
    found.stream().sorted(FoundChunk.BEST_FIRST).forEach(packer::add);
    List<Run> runs = packing.grouped() ? DocumentOrder.of(packer.runs()) : packer.runs();
    Map<Place, ChunkScore> scores =
        found.stream().collect(Collectors.toMap(f -> f.chunk().place(), FoundChunk::score));
    return new Packed<>(
        runs.stream().map(run -> toPassage(run, scores)).toList(), packer.leftOut());
  }

  /**
   * Packs texts that stand alone.
   *
   * @param found best first
   * @param content the text of each
   */
  public static <F> Packed<F> pack(
      List<F> found, Function<F, String> content, OptionalInt tokenBudget) {
    TokenPurse purse = new TokenPurse(tokenBudget);
    List<F> packed = new ArrayList<>();
    for (F one : found) {
      if (purse.spend(TokenEstimate.of(content.apply(one)))) {
        packed.add(one);
      }
    }
    return new Packed<>(packed, found.size() - packed.size());
  }

  private static Passage toPassage(Run run, Map<Place, ChunkScore> scores) {
    String content = JoinedText.of(run.chunks().stream().map(ChunkText::content).toList());
    return new Passage(
        content,
        TokenEstimate.of(content),
        run.best().score(),
        run.best().document(),
        run.chunks().stream().map(c -> Passage.Part.of(c, scores.get(c.place()))).toList());
  }
}
