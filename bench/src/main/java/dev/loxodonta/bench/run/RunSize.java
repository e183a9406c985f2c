package dev.loxodonta.bench.run;

/**
 * How much data the rows work on.
 *
 * @param memories vectors of the large project
 * @param dimensions numbers in each made vector
 * @param tenants projects of the many-tenants row
 * @param perTenant memories of each of them
 * @param glosses how many of WordNet's glosses at most
 * @param smallProject memories of the small project
 * @param neighbours projects in the small project's slot besides it
 * @param perNeighbour memories of each of them
 * @param queries different queries that the load draws from
 * @param judged queries that recall is measured with
 * @param written memories of each turn of the writing rows
 * @param events events that are consolidated
 * @param texts texts that are embedded on their way
 * @param streamed memories that stream through the small heap
 */
record RunSize(
    int memories,
    int dimensions,
    int tenants,
    int perTenant,
    int glosses,
    int smallProject,
    int neighbours,
    int perNeighbour,
    int queries,
    int judged,
    int written,
    int events,
    int texts,
    int streamed) {

  /** As issue and README state the bars. */
  static final RunSize FULL =
      new RunSize(
          100_000, 768, 1_000, 100, 1_000_000, 2_000, 1_000, 20, 1_000, 200, 20_000, 10_000, 4_000,
          1_000_000);

  /** For a look within minutes; the bars are not made for it. */
  static final RunSize SMALL =
      new RunSize(
          20_000, 384, 100, 100, 10_000, 2_000, 100, 20, 500, 100, 5_000, 10_000, 1_000, 50_000);
}
