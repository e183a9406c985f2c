package dev.loxodonta.service.error;

/**
 * One thing that is wrong with a request.
 *
 * @param field the path of the field in the request, as {@code memories[3].embedding}
 * @param message what came and what is allowed, as {@code was 1001; allowed are 1 to 1000}
 */
public record FieldViolation(String field, String message) {

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
