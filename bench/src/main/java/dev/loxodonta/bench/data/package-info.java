/**
 * What the bench works on: NumPy files, lines of JSON, judgements, and vectors made from a seed.
 * The entry types are {@link dev.loxodonta.bench.data.JudgedTexts} for texts with judgements and
 * {@link dev.loxodonta.bench.data.ClusteredVectors} for made ones. {@link
 * dev.loxodonta.bench.data.ExactSearch} says what a perfect search would have found. Everything is
 * immutable after it was made. Nothing here talks to a cluster.
 */
@NullMarked
package dev.loxodonta.bench.data;

import org.jspecify.annotations.NullMarked;
