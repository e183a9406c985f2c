/**
 * Removes what nobody sees any more: memories some time after they expired, and the answers of
 * writes that are too old for a retry. The leader does it, slot by slot, in small transactions that
 * hold the slot's fence as a writer does, so that a switch never meets one half done. The entry
 * type is {@link dev.loxodonta.router.purge.Purge}.
 */
@NullMarked
package dev.loxodonta.router.purge;

import org.jspecify.annotations.NullMarked;
