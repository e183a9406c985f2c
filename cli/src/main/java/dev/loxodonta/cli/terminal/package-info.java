/**
 * What the commands show: progress, tables, durations and failures as one sentence. {@link
 * dev.loxodonta.cli.terminal.Progress} is a bar on a terminal and plain lines elsewhere. Results go
 * to standard output, progress and failures to standard error. Nothing here calls a service.
 */
@NullMarked
package dev.loxodonta.cli.terminal;

import org.jspecify.annotations.NullMarked;
