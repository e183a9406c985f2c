/**
 * Watches how large projects become: {@link dev.loxodonta.router.growth.IsolationAdvisor} starts
 * the isolation of those that have outgrown a shared slot, {@link
 * dev.loxodonta.router.growth.CountCorrection} keeps the running counts right. Both are duties of
 * the leading router. How a project is isolated is not here.
 */
@NullMarked
package dev.loxodonta.router.growth;

import org.jspecify.annotations.NullMarked;
