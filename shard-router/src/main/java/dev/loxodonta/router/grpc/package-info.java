/**
 * How the router's endpoints answer: {@link dev.loxodonta.router.grpc.Answers} runs a blocking body
 * and sends its value or its failure. Stateless. Status mapping itself is the service kit's.
 */
@NullMarked
package dev.loxodonta.router.grpc;

import org.jspecify.annotations.NullMarked;
