package dev.loxodonta.ingest.saga.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Drives sagas through outcomes, kills, retries and aborts by chance, beside a model of stores. */
class SagaMachineProperties {

  private static final SagaLimits LIMITS = new SagaLimits(4, 2);
  private static final List<String> STORES = List.of("neo4j", "qdrant", "redis");
  private static final int MOVES = 400;

  /** What the stores hold: true for what is wanted, false for what was before. */
  private static final class Model {

    private final boolean[] wanted = new boolean[STORES.size() + 1];
    private final List<Integer> takenBack = new ArrayList<>();
    private boolean reverted;
  }

  @Property(tries = 2_000)
  void saga_endsWithAllStoresAgreeing(@ForAll long seed, @ForAll @IntRange(max = 2) int kind) {
    Random random = new Random(seed);
    Model model = new Model();
    SagaLog log = SagaLog.begin(SagaOperation.values()[kind], STORES);
    for (int i = 0; i < MOVES && !log.status().isEnd(); i++) {
      log = move(log, random, model, i < MOVES / 2);
    }
    assertThat(log.status().isEnd()).isTrue();
    for (int step = 1; step <= STORES.size(); step++) {
      StepStatus status = log.steps().get(step).status();
      if (log.status() == SagaStatus.DONE) {
        assertThat(status).isIn(StepStatus.DONE, StepStatus.SKIPPED);
        assertThat(model.wanted[step]).isEqualTo(status == StepStatus.DONE || model.wanted[step]);
        assertThat(model.wanted[step] || isCache(step)).isTrue();
      } else {
        assertThat(status).isEqualTo(StepStatus.UNDONE);
        assertThat(!model.wanted[step] || isCache(step) || kind == 2).isTrue();
      }
    }
    assertThat(model.reverted).isEqualTo(log.status() == SagaStatus.UNDONE && kind != 2);
  }

  @Property(tries = 500)
  void steps_areTakenBackInReverseOrderAndPostgresqlLast(@ForAll long seed) {
    Random random = new Random(seed);
    Model model = new Model();
    SagaLog log = SagaLog.begin(SagaOperation.UPSERT, STORES);
    int applied = random.nextInt(STORES.size());
    for (int step = 1; step <= applied; step++) {
      log = SagaMachine.after(log.withAttempt(1), step, new StepOutcome.Succeeded(), LIMITS);
    }
    log = SagaMachine.aborted(log, false);
    while (SagaMachine.next(log) instanceof SagaMove.TakeBack back) {
      model.takenBack.add(back.step());
      log = SagaMachine.after(log, back.step(), new StepOutcome.Succeeded(), LIMITS);
    }
    assertThat(SagaMachine.next(log)).isInstanceOf(SagaMove.Revert.class);
    assertThat(model.takenBack)
        .isSortedAccordingTo((a, b) -> Integer.compare(b, a))
        .hasSize(applied + 1);
    assertThat(SagaMachine.reverted(log).status()).isEqualTo(SagaStatus.UNDONE);
  }

  @Property(tries = 500)
  void step_isNotTriedMoreOftenThanAllowed(@ForAll @IntRange(min = 1, max = 20) int failures) {
    SagaLog log = SagaLog.begin(SagaOperation.UPSERT, STORES);
    int tries = 0;
    for (int i = 0; i < failures && log.status() == SagaStatus.ACTIVE; i++) {
      log = log.withAttempt(log.attempt() + 1);
      log = SagaMachine.after(log, 1, new StepOutcome.FailedForNow("away", false), LIMITS);
      tries++;
    }
    assertThat(tries).isEqualTo(Math.min(failures, LIMITS.maxAttempts()));
    assertThat(log.status())
        .isEqualTo(failures >= LIMITS.maxAttempts() ? SagaStatus.DEAD : SagaStatus.ACTIVE);
    assertThat(log.steps().get(1).attempts()).isEqualTo(tries);
  }

  /** In the second half of the moves nothing fails any more, so that every saga ends. */
  private static SagaLog move(SagaLog log, Random random, Model model, boolean faulty) {
    if (log.status() == SagaStatus.DEAD) {
      return random.nextBoolean() ? SagaMachine.retried(log) : SagaMachine.aborted(log, false);
    }
    if (faulty && random.nextInt(20) == 0) {
      return SagaMachine.aborted(log, random.nextBoolean());
    }
    SagaLog claimed = log.withAttempt(log.attempt() + 1);
    return switch (SagaMachine.next(claimed)) {
      case SagaMove.Apply apply -> call(claimed, apply.step(), random, model, true, faulty);
      case SagaMove.TakeBack back -> call(claimed, back.step(), random, model, false, faulty);
      case SagaMove.Revert revert -> {
        model.reverted = true;
        yield SagaMachine.reverted(claimed);
      }
      case SagaMove.Rest rest -> claimed;
    };
  }

  private static SagaLog call(
      SagaLog log, int step, Random random, Model model, boolean wanted, boolean faulty) {
    int chance = faulty ? random.nextInt(10) : 9;
    boolean reached = chance > 2;
    if (reached) {
      model.wanted[step] = wanted;
    }
    return switch (chance) {
      case 0, 3 ->
          SagaMachine.after(log, step, new StepOutcome.FailedForNow("", isCache(step)), LIMITS);
      case 1 -> SagaMachine.after(log, step, new StepOutcome.Refused("", isCache(step)), LIMITS);
      case 2, 4 -> log;
      default -> SagaMachine.after(log, step, new StepOutcome.Succeeded(), LIMITS);
    };
  }

  private static boolean isCache(int step) {
    return step == STORES.size();
  }
}
