/**
 * How good the rankings are, on texts that people have judged. The entry type is {@link
 * dev.loxodonta.bench.quality.QualityCommand}. {@link dev.loxodonta.bench.quality.RetrievalQuality}
 * holds the arithmetic, which is pure.
 */
@NullMarked
package dev.loxodonta.bench.quality;

import org.jspecify.annotations.NullMarked;
