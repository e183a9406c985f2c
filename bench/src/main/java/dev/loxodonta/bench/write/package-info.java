/**
 * What writing costs: {@link dev.loxodonta.bench.write.CopyRace} beside psql's {@code \copy},
 * {@link dev.loxodonta.bench.write.StreamRace} beside multi-row INSERTs, {@link
 * dev.loxodonta.bench.write.TextRace} beside the bare model, {@link
 * dev.loxodonta.bench.write.ConsolidationRun} and {@link dev.loxodonta.bench.write.FlatMemory}.
 * What is sent is made before the clock starts, on both sides. Used by one thread.
 */
@NullMarked
package dev.loxodonta.bench.write;

import org.jspecify.annotations.NullMarked;
