package dev.loxodonta.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SlotHashProperties {

  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  @Property
  void slotOf_isUnsignedRemainderOfMixedBits(
      @ForAll long projectId, @ForAll @IntRange(min = 1, max = 65_536) int slotCount) {
    BigInteger mixed = BigInteger.valueOf(SlotHash.mix64(projectId)).mod(TWO_64);
    assertThat(SlotHash.slotOf(projectId, slotCount))
        .isEqualTo(mixed.mod(BigInteger.valueOf(slotCount)).intValueExact());
  }

  @Property
  void mix64_isUndoneByItsInverse(@ForAll long value) {
    assertThat(unmix(SlotHash.mix64(value))).isEqualTo(value);
  }

  private static long unmix(long mixed) {
    long value = unshift(mixed, 31) * inverse(0x94d049bb133111ebL);
    value = unshift(value, 27) * inverse(0xbf58476d1ce4e5b9L);
    return unshift(value, 30);
  }

  private static long unshift(long value, int bits) {
    long result = value;
    for (int i = bits; i < 64; i += bits) {
      result = value ^ (result >>> bits);
    }
    return result;
  }

  private static long inverse(long odd) {
    return BigInteger.valueOf(odd).modInverse(TWO_64).longValue();
  }
}
