/**
 * Discipline for settings. {@link dev.loxodonta.service.config.UnknownKeyCheck} refuses to start on
 * a key under {@code loxodonta.} that no component knows; components make keys known by their
 * {@code @ConfigurationProperties} types alone, or by a {@link
 * dev.loxodonta.service.config.KnownKeys} bean where there is no such type. {@link
 * dev.loxodonta.service.config.SecretFile} reads passwords, which never stand in settings
 * themselves.
 */
@NullMarked
package dev.loxodonta.service.config;

import org.jspecify.annotations.NullMarked;
