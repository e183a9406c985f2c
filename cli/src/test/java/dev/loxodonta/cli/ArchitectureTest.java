package dev.loxodonta.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Holds the arrows between the modules and the names that are not used. */
@AnalyzeClasses(packages = "dev.loxodonta", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] CONTRACT = {
    "dev.loxodonta.router.v1..", "dev.loxodonta.ingest.v1..",
    "dev.loxodonta.search.v1..", "dev.loxodonta.type.v1.."
  };

  private static final DescribedPredicate<JavaClass> GENERATED =
      JavaClass.Predicates.resideInAnyPackage(CONTRACT);

  @ArchTest
  static final ArchRule arrows_pointDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.loxodonta..")
          .layer("proto")
          .definedBy(CONTRACT)
          .layer("service-kit")
          .definedBy("dev.loxodonta.service..")
          .layer("topology")
          .definedBy("dev.loxodonta.topology..")
          .layer("postgres")
          .definedBy("dev.loxodonta.postgres..")
          .layer("embedding")
          .definedBy("dev.loxodonta.embedding..")
          .layer("local-postgres")
          .definedBy("dev.loxodonta.localpostgres..")
          .layer("shard-router")
          .definedBy(own("dev.loxodonta.router.."))
          .layer("ingest-service")
          .definedBy(own("dev.loxodonta.ingest.."))
          .layer("search-service")
          .definedBy(own("dev.loxodonta.search.."))
          .layer("cli")
          .definedBy("dev.loxodonta.cli..")
          .whereLayer("proto")
          .mayNotAccessAnyLayer()
          .whereLayer("service-kit")
          .mayOnlyAccessLayers("proto")
          .whereLayer("topology")
          .mayOnlyAccessLayers("proto", "service-kit")
          .whereLayer("postgres")
          .mayOnlyAccessLayers("proto", "service-kit", "topology")
          .whereLayer("embedding")
          .mayOnlyAccessLayers("service-kit")
          .whereLayer("local-postgres")
          .mayNotAccessAnyLayer()
          .whereLayer("shard-router")
          .mayOnlyAccessLayers("proto", "service-kit", "topology", "postgres")
          .whereLayer("ingest-service")
          .mayOnlyAccessLayers("proto", "service-kit", "topology", "postgres", "embedding")
          .whereLayer("search-service")
          .mayOnlyAccessLayers("proto", "service-kit", "topology", "postgres", "embedding")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices()
          .matching("dev.loxodonta.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(GENERATED, GENERATED);

  @ArchTest
  static final ArchRule packages_areNamedByWhatTheyAreFor =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..");

  @ArchTest
  static final ArchRule classes_areNamedByWhatTheyAreFor =
      noClasses()
          .that(DescribedPredicate.not(GENERATED))
          .should()
          .haveNameMatching(".*(Util|Utils|Impl|Manager|Helper)");

  @ArchTest
  static final ArchRule dataPlane_neverBlocks =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.loxodonta.ingest..",
              "dev.loxodonta.search..",
              "dev.loxodonta.postgres..",
              "dev.loxodonta.topology..")
          .should()
          .callMethodWhere(
              new DescribedPredicate<JavaCall<?>>("a Publisher is waited for") {
                @Override
                public boolean test(JavaCall<?> call) {
                  JavaClass owner = call.getTargetOwner();
                  return call.getName().startsWith("block")
                      && !ENDS_OF_LIFE.contains(call.getOrigin().getName())
                      && (owner.isAssignableTo(Mono.class) || owner.isAssignableTo(Flux.class));
                }
              });

  /** Methods that end a bean's life; they may wait, since nothing comes after them. */
  private static final Set<String> ENDS_OF_LIFE = Set.of("close", "onApplicationEvent");

  private static DescribedPredicate<JavaClass> own(String packages) {
    return JavaClass.Predicates.resideInAPackage(packages).and(DescribedPredicate.not(GENERATED));
  }
}
