package dev.sluice.it.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.it.rules.Mutation.Edit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RuleListTest {

    private static final Path DOCUMENT = Trials.ROOT.resolve("docs").resolve("invariants.md");

    /** The toggles of the model. */
    private static final List<String> MODEL = List.of(
            "clock",
            "expiry",
            "tagkeep",
            "confirm",
            "issuemark",
            "presclaim",
            "epoch",
            "recover",
            "vouch",
            "array",
            "resume",
            "cap",
            "laststop",
            "late",
            "ahead",
            "minpos",
            "window",
            "notafter");

    @Test
    void everyRuleOfTheModelIsListed() {
        assertThat(RuleList.all()).extracting(Mutation::rule).containsAll(MODEL);
    }

    @ParameterizedTest
    @MethodSource("all")
    void anEditFitsTheCodeAndChangesIt(Mutation mutation) throws IOException {
        assertThat(mutation.edits()).isNotEmpty();
        assertThat(mutation.edits()).noneMatch(edit -> edit.find().equals(edit.write()));
        assertThat(Patched.texts(Trials.ROOT, mutation.edits())).isNotEmpty();
    }

    @Test
    void anEditThatDoesNotFitTheCodeSaysWhereAndWhat() {
        assertThatThrownBy(() -> Patched.texts(Trials.ROOT, List.of(new Edit("reap.lua", "no such text", ""))))
                .hasMessageContaining("reap.lua has the following text nowhere")
                .hasMessageContaining("no such text");
        assertThatThrownBy(() -> Patched.texts(Trials.ROOT, List.of(new Edit("reap.lua", "local", ""))))
                .hasMessageContaining("more than once");
    }

    @Test
    void theTableForPeopleIsTheList() throws IOException {
        String document = Files.readString(DOCUMENT);
        String made = RuleList.inserted(document);
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(DOCUMENT, made);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("docs/invariants.md; make its table anew: ./mvnw test -pl integration-tests -am -Ddocs=write"
                        + " -Dtest=RuleListTest -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(made);
    }

    static Stream<Named<Mutation>> all() {
        return RuleList.all().stream().map(mutation -> Named.of(mutation.name(), mutation));
    }
}
