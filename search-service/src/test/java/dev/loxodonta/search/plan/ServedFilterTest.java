package dev.loxodonta.search.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import org.junit.jupiter.api.Test;

class ServedFilterTest {

  private static final Condition EQUALS =
      Condition.newBuilder().setEquals(Condition.Equals.newBuilder().setKey("a")).build();
  private static final Condition EXISTS =
      Condition.newBuilder().setExists(Condition.Exists.newBuilder().setKey("a")).build();

  @Test
  void columns_haveTheirIndexes() {
    Filter filter = Filter.newBuilder().addMemoryTypes("a").addSessionIds("b").addIds("c").build();
    ServedFilter served = ServedFilter.of(filter, 9);
    assertThat(served.filter()).isEqualTo(filter);
    assertThat(served.indexes())
        .containsExactly("memories_s9_type", "memories_s9_session", "memories_s9_pkey");
  }

  @Test
  void importance_hasNone() {
    assertThat(ServedFilter.of(Filter.newBuilder().setMinImportance(0.5f).build(), 9).indexes())
        .isEmpty();
  }

  @Test
  void all_isServedInPart() {
    assertThat(served(all(EQUALS, EXISTS)).filter().getMetadata()).isEqualTo(all(EQUALS));
    assertThat(served(all(EXISTS)).indexes()).isEmpty();
  }

  @Test
  void any_isServedAsAWholeOrNotAtAll() {
    assertThat(served(any(EQUALS, EQUALS)).indexes()).containsExactly("memories_s9_metadata");
    assertThat(served(any(EQUALS, EXISTS)).indexes()).isEmpty();
  }

  @Test
  void in_isServedUpToEightValues() {
    assertThat(served(in(8)).indexes()).hasSize(1);
    assertThat(served(in(9)).indexes()).isEmpty();
  }

  @Test
  void not_isNotServed() {
    assertThat(served(Condition.newBuilder().setNot(EQUALS).build()).indexes()).isEmpty();
  }

  private static ServedFilter served(Condition condition) {
    return ServedFilter.of(Filter.newBuilder().setMetadata(condition).build(), 9);
  }

  private static Condition in(int values) {
    Condition.In.Builder in = Condition.In.newBuilder().setKey("a");
    for (int i = 0; i < values; i++) {
      in.addValues(Value.newBuilder().setNumberValue(i));
    }
    return Condition.newBuilder().setIn(in).build();
  }

  private static Condition all(Condition... parts) {
    return Condition.newBuilder().setAll(conditions(parts)).build();
  }

  private static Condition any(Condition... parts) {
    return Condition.newBuilder().setAny(conditions(parts)).build();
  }

  private static Condition.Conditions conditions(Condition... parts) {
    return Condition.Conditions.newBuilder().addAllConditions(java.util.List.of(parts)).build();
  }
}
