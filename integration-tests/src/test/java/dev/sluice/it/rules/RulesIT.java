package dev.sluice.it.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every rule there is a test that fails without it, and passes with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RulesIT {

    private final List<Mutation> mutations = RuleList.all();
    private final Map<String, Path> folders = new TreeMap<>();
    private final Trials trials;

    RulesIT(@TempDir Path all) {
        this.trials = new Trials(all);
    }

    @BeforeAll
    void tryAll() throws IOException, InterruptedException {
        for (String name : tests().keySet()) {
            folders.put(name, trials.with(requireNonNull(tests().get(name))));
        }
        for (Mutation each : mutations) {
            folders.put(each.name(), trials.without(each));
        }
        trials.run();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("classes")
    void theTestsPassOnTheCodeAsItIs(String name) throws IOException {
        Set<String> asked = mutations.stream()
                .map(Mutation::testMethod)
                .filter(test -> test.startsWith(name + "#"))
                .collect(Collectors.toSet());
        assertThat(outcomes(name)).allMatch(outcome -> outcome.status() == Outcome.Status.PASSED);
        assertThat(outcomes(name)).extracting(Outcome::test).containsAll(asked).isSubsetOf(asked);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    void aTestFailsWithoutTheRule(Mutation mutation) throws IOException {
        List<Outcome> outcomes = outcomes(mutation.name());
        assertThat(outcomes)
                .as("what ran")
                .isNotEmpty()
                .allMatch(outcome -> outcome.test().equals(mutation.testMethod()));
        assertThat(outcomes)
                .as("broke by something else than an assertion")
                .noneMatch(outcome -> outcome.status() == Outcome.Status.BROKEN);
        assertThat(outcomes)
                .as("Redis refused a script, it seems: the edit breaks more than the rule")
                .noneMatch(outcome -> outcome.message().contains("StoreLost[]"));
        assertThat(outcomes)
                .as("no test notices that the rule is gone")
                .anyMatch(outcome -> outcome.status() == Outcome.Status.FAILED);
    }

    Stream<String> classes() {
        return tests().keySet().stream();
    }

    Stream<Named<Mutation>> mutations() {
        return mutations.stream().map(mutation -> Named.of(mutation.name(), mutation));
    }

    /** What is to run, by class. */
    private Map<String, List<String>> tests() {
        return mutations.stream()
                .map(Mutation::test)
                .distinct()
                .collect(Collectors.groupingBy(
                        test -> test.substring(0, test.indexOf('#')), TreeMap::new, Collectors.toList()));
    }

    private List<Outcome> outcomes(String name) throws IOException {
        return trials.outcomesOf(requireNonNull(folders.get(name)));
    }
}
