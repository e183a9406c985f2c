/**
 * Long works of the router: rows in the catalog that any router can go on with. A {@link
 * dev.loxodonta.router.operation.OperationMachine} knows the steps of one kind, and {@link
 * dev.loxodonta.router.operation.OperationRunner} runs every row that is due under a lease. A step
 * may be cut off anywhere and is then run again, by this router or by another. What the steps do is
 * not here.
 */
@NullMarked
package dev.loxodonta.router.operation;

import org.jspecify.annotations.NullMarked;
