package ai.meterr.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of the house that the module graph cannot hold (ARCHITECTURE.md). */
class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("ai.meterr");

  @Test
  void only_storage_speaks_sql() {
    noClasses()
        .that()
        .resideOutsideOfPackages("ai.meterr.storage..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..")
        .check(HOUSE);
  }

  @Test
  void only_storage_knows_dynamodb() {
    noClasses()
        .that()
        .resideOutsideOfPackage("ai.meterr.storage.dynamodb..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(HOUSE);
  }

  @Test
  void only_the_kernel_and_the_gateway_know_netty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("ai.meterr.proxy..", "ai.meterr.gateway..", "ai.meterr.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(HOUSE);
  }

  @Test
  void only_the_control_plane_knows_helidon() {
    noClasses()
        .that()
        .resideOutsideOfPackage("ai.meterr.control..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.helidon..")
        .check(HOUSE);
  }

  @Test
  void only_the_app_reads_configuration() {
    noClasses()
        .that()
        .resideOutsideOfPackages("ai.meterr.app..", "ai.meterr.bench..", "ai.meterr.testkit..")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(HOUSE);
  }

  @Test
  void the_kernel_knows_nothing_of_ours() {
    noClasses()
        .that()
        .resideInAPackage("ai.meterr.proxy..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of other rooms",
                type ->
                    type.getPackageName().startsWith("ai.meterr.")
                        && !type.getPackageName().startsWith("ai.meterr.proxy")))
        .check(HOUSE);
  }

  @Test
  void the_domain_does_no_input_or_output() {
    noClasses()
        .that()
        .resideInAnyPackage(DOMAIN)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio.file..", "java.net.http..", "tools.jackson..")
        .check(HOUSE);
  }

  @Test
  void no_binary_floating_point_comes_near_money() {
    var floating =
        DescribedPredicate.<JavaClass>describe(
            "are double or float", type -> FLOATING.contains(type.getName()));
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(MONEY)
        .should(ArchConditions.not(ArchConditions.haveRawType(floating)))
        .check(HOUSE);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(MONEY)
        .should(ArchConditions.not(ArchConditions.haveRawReturnType(floating)))
        .andShould(
            ArchConditions.not(
                ArchConditions.haveRawParameterTypes(
                    DescribedPredicate.describe(
                        "hold a double or float",
                        types ->
                            types.stream().anyMatch(type -> FLOATING.contains(type.getName()))))))
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAnyPackage(MONEY)
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "asks a number for its double",
                call ->
                    call.getName().equals("doubleValue") || call.getName().equals("parseDouble")))
        .check(HOUSE);
  }

  @Test
  void packages_of_one_room_do_not_go_in_circles() {
    slices().matching("ai.meterr.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  private static final Set<String> FLOATING =
      Set.of("double", "float", "java.lang.Double", "java.lang.Float");

  private static final String[] DOMAIN = {
    "ai.meterr.access..",
    "ai.meterr.catalog..",
    "ai.meterr.cost..",
    "ai.meterr.event..",
    "ai.meterr.money..",
    "ai.meterr.pricing..",
    "ai.meterr.tenancy..",
    "ai.meterr.usage.."
  };

  private static final String[] MONEY = {
    "ai.meterr.cost..",
    "ai.meterr.event..",
    "ai.meterr.ledger..",
    "ai.meterr.money..",
    "ai.meterr.pricing..",
    "ai.meterr.usage.."
  };
}
