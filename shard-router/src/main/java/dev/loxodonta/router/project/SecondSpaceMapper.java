package dev.loxodonta.router.project;

import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.NamedSpace;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks and maps the message of a second space. Pure. */
final class SecondSpaceMapper {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  private static final int MAX_KEY = 128;

  private SecondSpaceMapper() {}

  /** Returns the space that a message names. After a violation was noted it must not be used. */
  static SecondSpace read(FieldChecks fields, NamedSpace message) {
    String name = message.getName();
    fields.check(
        NAME.matcher(name).matches(),
        "name",
        name,
        "1 to 64 letters, digits, _ and -, beginning with a letter");
    fields.required("space", message.hasSpace());
    ProjectSpace space = ProjectSpace.read(fields.under("space"), message.getSpace());
    String key = message.getMetadataKey();
    fields.length("metadata_key", key, 0, MAX_KEY);
    fields.check(key.indexOf('\0') < 0, "metadata_key", key, "a text without the character U+0000");
    return new SecondSpace(
        name,
        space.model(),
        space.dimensions(),
        space.metric(),
        Optional.of(key).filter(k -> !k.isEmpty()));
  }

  static NamedSpace toMessage(SecondSpace space) {
    return NamedSpace.newBuilder()
        .setName(space.name())
        .setSpace(
            EmbeddingSpace.newBuilder()
                .setModel(space.model())
                .setDimensions(space.dimensions())
                .setMetric(ProjectMapper.toMetric(space.metric())))
        .setMetadataKey(space.metadataKey().orElse(""))
        .build();
  }
}
