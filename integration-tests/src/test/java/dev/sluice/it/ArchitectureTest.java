package dev.sluice.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Guards the module order config &lt;- redis &lt;- {gateway, admin} and the house style.
 *
 * <p>{@code standalone} may use every module. {@code dev.sluice.it} looks at the product from outside, so the rules on
 * layers, the clock and blocking don't bind it. A {@code main} method runs on no event loop and may block.
 */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ArchitectureTest.MainCode.class)
final class ArchitectureTest {

    private static final String ROOT = "dev.sluice";

    /**
     * Also where the build goes to another folder than {@code target}, as with {@code -Dchecks=off}. Test classes of other
     * modules come as a folder or as a jar.
     */
    static final class MainCode implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule modules_depend_downwards_only = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("config")
            .definedBy(ROOT + ".config..")
            .layer("redis")
            .definedBy(ROOT + ".redis..")
            .layer("gateway")
            .definedBy(ROOT + ".gateway..")
            .layer("admin")
            .definedBy(ROOT + ".admin..")
            .layer("standalone")
            .definedBy(ROOT + ".standalone..")
            .withOptionalLayers(true)
            .ensureAllClassesAreContainedInArchitectureIgnoring(ROOT + ".it..")
            .whereLayer("config")
            .mayNotAccessAnyLayer()
            .whereLayer("redis")
            .mayOnlyAccessLayers("config")
            .whereLayer("gateway")
            .mayOnlyAccessLayers("config", "redis")
            .whereLayer("admin")
            .mayOnlyAccessLayers("config", "redis");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule config_is_plain_java = noClasses()
            .that()
            .resideInAPackage(ROOT + ".config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "reactor..",
                    "io.lettuce..",
                    "org.springframework.web..",
                    "org.springframework.cloud..",
                    "org.springframework.data..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_redis_classes_know_lettuce = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".it..")
            .and(areNotNamedForTheStore())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule filters_see_ports_not_adapters = noClasses()
            .that()
            .resideInAPackage(ROOT + ".gateway..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + ".redis..").and(startsWithRedis()))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule time_comes_from_a_ticker = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".config.time.SystemTicker")
            .and()
            .resideOutsideOfPackage(ROOT + ".it..")
            .should()
            .accessTargetWhere(readsTheSystemClock())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule event_loops_never_block = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".gateway..", ROOT + ".redis..", ROOT + ".admin..")
            .should()
            .accessTargetWhere(blocks())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule filters_are_final_package_private_and_ordered = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areAssignableTo("org.springframework.cloud.gateway.filter.GlobalFilter")
            .should()
            .haveSimpleNameEndingWith("Filter")
            .andShould()
            .bePackagePrivate()
            .andShould(beFinal())
            .andShould()
            .beAssignableTo("org.springframework.core.Ordered")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule decisions_are_sealed = classes()
            .that(simpleNameEndingWith("Decision"))
            .should(beSealedInterfaces())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule state_is_final = fields().that()
            .areDeclaredInClassesThat()
            .resideInAPackage(ROOT + "..")
            .and(areNotSetByTheCommandLineParser())
            .should()
            .beFinal()
            .because("mutable state lives only inside java.util.concurrent types")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule no_floating_point_in_limit_arithmetic = fields().that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(ROOT + ".redis.ratelimit..", ROOT + ".redis.admission..")
            .should()
            .notHaveRawType(double.class)
            .andShould()
            .notHaveRawType(float.class)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ports_take_no_boolean_flags = classes()
            .that()
            .areInterfaces()
            .and()
            .arePublic()
            .and()
            .resideInAPackage(ROOT + "..")
            .should(notDeclareBooleanParameters())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule classes_are_final = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotRecords()
            .and()
            .areNotAnonymousClasses()
            .should(beFinalOrSealed())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule implementations_are_package_private =
            classes().that(areImplementations()).should().bePackagePrivate().allowEmptyShould(true);

    private static DescribedPredicate<JavaClass> areImplementations() {
        return DescribedPredicate.describe(
                "are controllers, configurations, or store adapters",
                c -> c.isTopLevelClass()
                        && (c.getSimpleName().endsWith("Controller")
                                || (c.getSimpleName().endsWith("Configuration") && !isNamedByOthers(c))
                                || isStoreAdapter(c)));
    }

    /** Auto-configurations come before or after each other by class, over packages. */
    private static boolean isNamedByOthers(JavaClass c) {
        return c.getSimpleName().endsWith("AutoConfiguration");
    }

    /** Adapters of ports. {@code redis.store} is what they all stand on. */
    private static boolean isStoreAdapter(JavaClass c) {
        return c.getPackageName().startsWith(ROOT + ".redis.")
                && !c.getPackageName().equals(ROOT + ".redis.store")
                && (c.getSimpleName().startsWith("Redis") || c.getSimpleName().startsWith("Local"));
    }

    private static DescribedPredicate<JavaClass> areNotNamedForTheStore() {
        return DescribedPredicate.describe("are in no source file named Redis… or Lettuce…", c -> {
            String file = outermost(c).getSimpleName();
            return !file.startsWith("Redis") && !file.startsWith("Lettuce");
        });
    }

    private static JavaClass outermost(JavaClass javaClass) {
        return javaClass.getEnclosingClass().map(ArchitectureTest::outermost).orElse(javaClass);
    }

    private static DescribedPredicate<JavaField> areNotSetByTheCommandLineParser() {
        return DescribedPredicate.describe(
                "are not set by the command line parser",
                f -> f.getAnnotations().stream()
                        .noneMatch(a -> a.getRawType().getPackageName().equals("picocli")
                                || a.getRawType().getName().startsWith("picocli.CommandLine$")));
    }

    private static DescribedPredicate<JavaClass> startsWithRedis() {
        return DescribedPredicate.describe(
                "are Redis adapters", c -> c.getSimpleName().startsWith("Redis"));
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheSystemClock() {
        Set<String> reads = Set.of(
                "java.lang.System.nanoTime",
                "java.lang.System.currentTimeMillis",
                "java.time.Instant.now",
                "java.time.Clock.systemUTC",
                "java.time.LocalDateTime.now",
                "java.time.ZonedDateTime.now",
                "java.time.OffsetDateTime.now");
        return DescribedPredicate.describe("reads the system clock", a -> reads.contains(name(a)));
    }

    private static DescribedPredicate<JavaAccess<?>> blocks() {
        Set<String> blocking = Set.of(
                "reactor.core.publisher.Mono.block", "reactor.core.publisher.Flux.blockFirst",
                "reactor.core.publisher.Flux.blockLast", "java.lang.Thread.sleep",
                "java.util.concurrent.Future.get", "java.util.concurrent.CompletableFuture.get",
                "java.util.concurrent.CompletableFuture.join", "java.util.concurrent.CountDownLatch.await",
                "java.util.concurrent.Semaphore.acquire", "java.util.concurrent.Semaphore.acquireUninterruptibly");
        return DescribedPredicate.describe(
                "blocks the calling thread",
                a -> !a.getOrigin().getName().equals("main") && blocking.contains(name(a)));
    }

    private static String name(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        return target.getOwner().getFullName() + "." + target.getName();
    }

    private static ArchCondition<JavaClass> beFinal() {
        return condition("be final", c -> c.getModifiers().contains(JavaModifier.FINAL));
    }

    private static ArchCondition<JavaClass> beFinalOrSealed() {
        return condition(
                "be final or sealed",
                c -> c.getModifiers().contains(JavaModifier.FINAL)
                        || c.reflect().isSealed());
    }

    private static ArchCondition<JavaClass> beSealedInterfaces() {
        return condition(
                "be sealed interfaces", c -> c.isInterface() && c.reflect().isSealed());
    }

    private static ArchCondition<JavaClass> notDeclareBooleanParameters() {
        return condition(
                "not declare boolean parameters",
                c -> c.getMethods().stream()
                        .map(JavaMethod::getRawParameterTypes)
                        .noneMatch(types -> types.stream().anyMatch(t -> t.isEquivalentTo(boolean.class))));
    }

    private static ArchCondition<JavaClass> condition(String text, Predicate<JavaClass> test) {
        return new ArchCondition<>(text) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                events.add(new SimpleConditionEvent(item, test.test(item), item.getName() + " should " + text));
            }
        };
    }
}
