package dev.loxodonta.ingest.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.v1.CreateTaskRequest;
import dev.loxodonta.ingest.v1.DeleteTaskRequest;
import dev.loxodonta.ingest.v1.GetTaskRequest;
import dev.loxodonta.ingest.v1.ListTasksRequest;
import dev.loxodonta.ingest.v1.ListTasksResponse;
import dev.loxodonta.ingest.v1.TaskOrder;
import dev.loxodonta.ingest.v1.UpdateTaskRequest;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Task;
import dev.loxodonta.type.v1.TaskFilter;
import dev.loxodonta.type.v1.TaskStatus;
import dev.loxodonta.type.v1.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TasksIT {

  private static final long CHANGED = 911;
  private static final long LISTED = 912;
  private static final long OTHER = 913;
  private static final String ID = "0199b1c0-7a5e-7000-8000-000000000001";
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void load() {
    INGEST.shard().project(CHANGED, "callers-own", 3);
    INGEST.shard().project(LISTED, "callers-own", 3);
    INGEST.shard().project(OTHER, "callers-own", 3);
    for (int i = 0; i < 24; i++) {
      create(LISTED, numbered(i));
    }
  }

  @Test
  void task_hasDefaultsAndIsReadAsItWasMade() {
    Task task = create(CHANGED, Task.newBuilder().setTitle("Water the plants").build());
    assertThat(task.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_OPEN);
    assertThat(task.getPriority()).isEqualTo(50);
    assertThat(task.getVersion()).isEqualTo(1);
    assertThat(read(CHANGED, task.getId())).isEqualTo(task);
  }

  @Test
  void update_changesWhatTheMaskNamesAndRefusesAnotherVersion() {
    Task task = create(CHANGED, numbered(4));
    UpdateTaskRequest request =
        update(
                Task.newBuilder()
                    .setId(task.getId())
                    .setStatus(TaskStatus.TASK_STATUS_DONE)
                    .setTitle("ignored")
                    .build(),
                "status",
                "due_at")
            .setExpectedVersion(1)
            .build();
    Task changed = INGEST.tasks().updateTask(request).getTask();
    assertThat(changed)
        .isEqualTo(
            task.toBuilder()
                .setStatus(TaskStatus.TASK_STATUS_DONE)
                .clearDueAt()
                .setVersion(2)
                .setUpdatedAt(changed.getUpdatedAt())
                .build());
    Failures failure = Failures.of(() -> INGEST.tasks().updateTask(request));
    assertThat(failure.reason()).isEqualTo("VERSION_MISMATCH");
    assertThat(failure.metadata("current_version")).isEqualTo("2");
  }

  @Test
  void task_isMadeOnceForItsIdAndRequest() {
    CreateTaskRequest request =
        CreateTaskRequest.newBuilder()
            .setProjectId(CHANGED)
            .setRequestId(UUID.randomUUID().toString())
            .setTask(numbered(1))
            .build();
    Task first = INGEST.tasks().createTask(request).getTask();
    assertThat(INGEST.tasks().createTask(request).getTask()).isEqualTo(first);
    Failures failure = Failures.of(() -> create(CHANGED, first));
    assertThat(failure.reason()).isEqualTo("RECORD_EXISTS");
    assertThat(failure.metadata("kind")).isEqualTo("task");
  }

  @Test
  void task_isGoneOnceItIsDeleted() {
    String id = create(CHANGED, numbered(1)).getId();
    DeleteTaskRequest request =
        DeleteTaskRequest.newBuilder().setProjectId(CHANGED).setTaskId(id).build();
    assertThat(INGEST.tasks().deleteTask(request).getDeleted()).isTrue();
    assertThat(INGEST.tasks().deleteTask(request).getDeleted()).isFalse();
    assertThat(Failures.of(() -> read(CHANGED, id)).reason()).isEqualTo("RECORD_NOT_FOUND");
    UpdateTaskRequest update = update(Task.newBuilder().setId(id).build(), "metadata").build();
    assertThat(Failures.of(() -> INGEST.tasks().updateTask(update)).reason())
        .isEqualTo("RECORD_NOT_FOUND");
  }

  @Test
  void pages_goByPriorityAndHoldEveryTaskOnce() {
    List<Task> tasks = all(request(5));
    assertThat(tasks).hasSize(24).doesNotHaveDuplicates();
    assertThat(tasks).extracting(Task::getPriority).isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void pages_goByDueTimeWithTheUndatedLast() {
    List<Task> tasks = all(request(5).setOrder(TaskOrder.TASK_ORDER_DUE));
    assertThat(tasks).hasSize(24).doesNotHaveDuplicates();
    assertThat(tasks.subList(0, 16))
        .extracting(t -> t.getDueAt().getSeconds())
        .isSorted()
        .doesNotContain(0L);
    assertThat(tasks.subList(16, 24)).noneMatch(Task::hasDueAt);
  }

  @Test
  void filter_keepsWhatSatisfiesAllConditions() {
    TaskFilter filter =
        TaskFilter.newBuilder()
            .addStatuses(TaskStatus.TASK_STATUS_BLOCKED)
            .addStatuses(TaskStatus.TASK_STATUS_IN_PROGRESS)
            .setMinPriority(40)
            .setMaxPriority(60)
            .setDue(TimeRange.newBuilder().setTo(time(20)))
            .setMetadata(
                Condition.newBuilder()
                    .setRange(Condition.Range.newBuilder().setKey("number").setGte(Json.of(5))))
            .build();
    assertThat(all(request(1).setFilter(filter)))
        .extracting(Task::getTitle)
        .containsExactly(
            "task 7", "task 11", "task 19", "task 10", "task 14", "task 5", "task 13", "task 17");
  }

  @Test
  void tasks_ofAnotherProjectAreNeitherSeenNorChanged() {
    String id = all(request(1)).get(0).getId();
    assertThat(all(request(1).setProjectId(OTHER))).isEmpty();
    assertThat(Failures.of(() -> read(OTHER, id)).reason()).isEqualTo("RECORD_NOT_FOUND");
    assertThat(
            INGEST
                .tasks()
                .deleteTask(
                    DeleteTaskRequest.newBuilder().setProjectId(OTHER).setTaskId(id).build())
                .getDeleted())
        .isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void field_isNamedWhenItIsWrong(String field, Message request) {
    Failures failure = Failures.of(() -> call(request));
    assertThat(failure.reason()).isEqualTo("INVALID_FIELD");
    assertThat(failure.fields()).containsExactly(field);
  }

  static Stream<Arguments> requests() {
    Task good = numbered(1);
    return Stream.of(
        arguments("task.title", of(good.toBuilder().setTitle(" ").build())),
        arguments("task.title", of(good.toBuilder().setTitle("a\0b").build())),
        arguments("task.priority", of(good.toBuilder().setPriority(101).build())),
        arguments("task.status", of(good.toBuilder().setStatusValue(9).build())),
        arguments("task.id", of(good.toBuilder().setId("x").build())),
        arguments("task.session_id", of(good.toBuilder().setSessionId("x".repeat(257)).build())),
        arguments("task_id", GetTaskRequest.newBuilder().setProjectId(CHANGED).build()),
        arguments("update_mask", update(Task.newBuilder().setId(ID).build()).build()),
        arguments(
            "update_mask.paths[0]", update(Task.newBuilder().setId(ID).build(), "version").build()),
        arguments("task.title", update(Task.newBuilder().setId(ID).build(), "title").build()),
        arguments(
            "expected_version",
            update(Task.newBuilder().setId(ID).build(), "due_at").setExpectedVersion(0).build()),
        arguments("order", request(1).setOrderValue(7).build()),
        arguments(
            "filter.statuses[0]",
            request(1).setFilter(TaskFilter.newBuilder().addStatusesValue(0)).build()),
        arguments(
            "filter.max_priority",
            request(1)
                .setFilter(TaskFilter.newBuilder().setMinPriority(5).setMaxPriority(4))
                .build()));
  }

  private static void call(Message request) {
    switch (request) {
      case CreateTaskRequest r -> INGEST.tasks().createTask(r);
      case GetTaskRequest r -> INGEST.tasks().getTask(r);
      case UpdateTaskRequest r -> INGEST.tasks().updateTask(r);
      case ListTasksRequest r -> INGEST.tasks().listTasks(r);
      default -> throw new IllegalArgumentException();
    }
  }

  private static CreateTaskRequest of(Task task) {
    return CreateTaskRequest.newBuilder().setProjectId(CHANGED).setTask(task).build();
  }

  private static UpdateTaskRequest.Builder update(Task task, String... paths) {
    return UpdateTaskRequest.newBuilder()
        .setProjectId(CHANGED)
        .setTask(task)
        .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)));
  }

  private static List<Task> all(ListTasksRequest.Builder request) {
    List<Task> tasks = new ArrayList<>();
    String token = "";
    do {
      ListTasksResponse page = INGEST.tasks().listTasks(request.setPageToken(token).build());
      tasks.addAll(page.getTasksList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return tasks;
  }

  private static ListTasksRequest.Builder request(int pageSize) {
    return ListTasksRequest.newBuilder().setProjectId(LISTED).setPageSize(pageSize);
  }

  private static Task read(long projectId, String id) {
    return INGEST
        .tasks()
        .getTask(GetTaskRequest.newBuilder().setProjectId(projectId).setTaskId(id).build())
        .getTask();
  }

  private static Task create(long projectId, Task task) {
    return INGEST
        .tasks()
        .createTask(CreateTaskRequest.newBuilder().setProjectId(projectId).setTask(task).build())
        .getTask();
  }

  /** Every third is undated; priorities repeat. */
  private static Task numbered(int number) {
    Task.Builder task =
        Task.newBuilder()
            .setTitle("task " + number)
            .setStatusValue(1 + number % 3)
            .setPriority(30 + number % 4 * 10)
            .setMetadata(Struct.newBuilder().putFields("number", Json.of(number)));
    return number % 3 == 0 ? task.build() : task.setDueAt(time(number)).build();
  }

  private static Timestamp time(int number) {
    return Timestamp.newBuilder().setSeconds(1_800_000_000L + number).build();
  }
}
