/**
 * The {@code loxo} command: one class per sub-command, {@link dev.loxodonta.cli.Loxo} at the entry.
 * A command reads its options, calls the packages below and prints; it holds no other logic. Exit
 * codes are 0 for success, 1 for a failure, which is told in one sentence, and 2 for a wrong
 * command line. Single-threaded. The cluster on this machine is in {@code standalone}, calls to
 * services are in {@code client}, what a terminal shows is in {@code terminal}.
 */
@NullMarked
package dev.loxodonta.cli;

import org.jspecify.annotations.NullMarked;
