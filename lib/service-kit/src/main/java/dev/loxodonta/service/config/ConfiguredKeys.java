package dev.loxodonta.service.config;

import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.reflect.ClassUtils;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the keys that the {@code @ConfigurationProperties} types of a context read. */
@Singleton
final class ConfiguredKeys {

  private final BeanContext context;
  private final List<KnownKeys> contributed;

  ConfiguredKeys(BeanContext context, List<KnownKeys> contributed) {
    this.context = context;
    this.contributed = contributed;
  }

  List<KeyPattern> patterns() {
    Stream<String> configured =
        context.getBeanDefinitions(Qualifiers.byStereotype(ConfigurationReader.class)).stream()
            .flatMap(ConfiguredKeys::keys);
    Stream<String> named = contributed.stream().flatMap(known -> known.keys().stream());
    return Stream.concat(configured, named).distinct().sorted().map(KeyPattern::of).toList();
  }

  private static Stream<String> keys(BeanDefinition<?> definition) {
    Stream<Argument<?>> constructor = Stream.of(definition.getConstructor().getArguments());
    Stream<Argument<?>> setters =
        definition.getInjectedMethods().stream().flatMap(m -> Stream.of(m.getArguments()));
    Stream<Argument<?>> fields =
        definition.getInjectedFields().stream().map(field -> field.asArgument());
    return Stream.of(constructor, setters, fields)
        .flatMap(arguments -> arguments)
        .flatMap(ConfiguredKeys::key)
        .filter(key -> key.startsWith(UnknownKeyCheck.PREFIX));
  }

  private static Stream<String> key(Argument<?> argument) {
    return argument
        .getAnnotationMetadata()
        .stringValue(Property.class, "name")
        .map(name -> single(argument.getType()) ? name : name + ".**")
        .stream();
  }

  private static boolean single(Class<?> type) {
    return type.isPrimitive()
        || type.isEnum()
        || ClassUtils.isJavaBasicType(type)
        || !(Iterable.class.isAssignableFrom(type)
            || Map.class.isAssignableFrom(type)
            || type.isArray());
  }

  static String normalized(String key) {
    return NameUtils.hyphenate(key, true);
  }
}
