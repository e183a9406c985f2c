package dev.loxodonta.bench.run;

import dev.loxodonta.search.v1.SearchServiceGrpc;
import java.util.List;
import java.util.function.Consumer;

/** One search over ten projects beside ten searches one after another. */
final class CrossProjectRow implements RowGroup {

  private static final String ROW = "cross-project";
  private static final Bar BAR = Bar.atLeast(3);
  private static final String METHOD = "SearchProjects";

  @Override
  public List<String> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    boolean offered =
        SearchServiceGrpc.getServiceDescriptor().getMethods().stream()
            .anyMatch(method -> METHOD.equals(method.getBareMethodName()));
    String why =
        offered
            ? "this bench does not know the method's messages yet"
            : "the contract has no method " + METHOD;
    outcomes.accept(Outcome.notAvailable(ROW, BAR, why));
  }
}
