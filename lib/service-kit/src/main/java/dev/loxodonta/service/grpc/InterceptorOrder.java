package dev.loxodonta.service.grpc;

/**
 * The order of server interceptors, outermost first: what lies further out sees what lies further
 * in already mapped and limited. Other modules order theirs between these, as authentication
 * between {@link #STATUS} and {@link #MESSAGE_SIZE}.
 */
public final class InterceptorOrder {

  /** Gives each call its request id. */
  public static final int REQUEST_ID = -400;

  /** Measures each call with the code that the caller gets. */
  public static final int METRICS = -300;

  /** Maps failures to statuses. */
  public static final int STATUS = -200;

  /** Refuses messages that are too large. */
  public static final int MESSAGE_SIZE = -100;

  private InterceptorOrder() {}
}
