package dev.loxodonta.search.recall;

import com.google.protobuf.Duration;
import dev.loxodonta.search.v1.MeasureRecallResponse;
import dev.loxodonta.search.v1.RecallReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One measurement under way: a sample after the other, an effort after the other. */
final class RecallRun {

  private static final List<Integer> EFFORTS = List.of(10, 20, 40, 80, 160, 320, 640, 1_000);

  private final Trials trials;
  private final RecallQuery query;
  private final List<Integer> efforts;
  private final RecallTally truth = new RecallTally();
  private final RecallTally chosen = new RecallTally();
  private final List<RecallTally> tallies;
  private final SampleVectors vectors;
  private boolean exact = true;
  private int done;

  RecallRun(Trials trials, RecallQuery query, SampleVectors vectors) {
    this.trials = trials;
    this.query = query;
    this.vectors = vectors;
    this.efforts = EFFORTS.stream().filter(ef -> ef >= query.k()).toList();
    this.tallies = efforts.stream().map(ef -> new RecallTally()).toList();
  }

  /** Returns a message after each sample, at last the report. */
  Flux<MeasureRecallResponse> run() {
    return Flux.fromIterable(vectors.all())
        .concatMap(this::measure)
        .concatWith(Mono.fromSupplier(this::end));
  }

  /** Returns what was learnt, after the end; empty where every search was exact. */
  RecallCurve curve() {
    List<RecallPoint> points = new ArrayList<>();
    for (int i = 0; !exact && i < efforts.size(); i++) {
      RecallTally tally = tallies.get(i);
      points.add(new RecallPoint(efforts.get(i), tally.recall(), tally.meanTime()));
    }
    return new RecallCurve(query.k(), points);
  }

  private Mono<MeasureRecallResponse> measure(List<Float> vector) {
    return trials
        .run(query.near(vector).setExact(true).build())
        .doOnNext(best -> truth.add(best.scores(), best.scores(), best.took()))
        .flatMap(best -> compare(vector, best.scores()))
        .then(Mono.fromSupplier(this::progress));
  }

  private Mono<Void> compare(List<Float> vector, List<Double> best) {
    return trials
        .run(query.near(vector).build())
        .flatMap(
            trial -> {
              chosen.add(best, trial.scores(), trial.took());
              exact &= trial.exact();
              return trial.exact() ? Mono.empty() : climb(vector, best);
            });
  }

  private Mono<Void> climb(List<Float> vector, List<Double> best) {
    return Flux.fromStream(IntStream.range(0, efforts.size()).boxed())
        .concatMap(
            i ->
                trials
                    .run(query.near(vector).setEfSearch(efforts.get(i)).build())
                    .doOnNext(t -> tallies.get(i).add(best, t.scores(), t.took())))
        .then();
  }

  private MeasureRecallResponse progress() {
    done++;
    return MeasureRecallResponse.newBuilder()
        .setPercent(Math.min(99, 100.0 * done / vectors.all().size()))
        .build();
  }

  private MeasureRecallResponse end() {
    RecallReport.Builder report =
        RecallReport.newBuilder()
            .setRecall(chosen.recall())
            .setSamples(done)
            .setLiveSamples(vectors.live().size())
            .setExact(exact)
            .setExactTime(toDuration(truth.meanTime()));
    curve()
        .points()
        .forEach(
            p ->
                report.addPoints(
                    dev.loxodonta.search.v1.RecallPoint.newBuilder()
                        .setEfSearch(p.efSearch())
                        .setRecall(p.recall())
                        .setShardTime(toDuration(p.shardTime()))));
    return MeasureRecallResponse.newBuilder().setPercent(100).setReport(report).build();
  }

  private static Duration toDuration(java.time.Duration time) {
    return Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()).build();
  }
}
