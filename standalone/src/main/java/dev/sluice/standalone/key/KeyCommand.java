package dev.sluice.standalone.key;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code key create|list|delete}: says what it did on standard output, or returns 1 and says why not. */
@Command(
        name = "key",
        description = "Make, list and delete keys of the admin API. A running Sluice takes notice within a second.",
        synopsisSubcommandLabel = "(create | list | delete)",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields in
public final class KeyCommand {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOption state;

    @Command(name = "create", description = "Make a key and print it, this once.", mixinStandardHelpOptions = true)
    int create(
            @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}") KeyRole role,
            @Option(names = "--name", description = "What to call it; by default viewer-1, viewer-2 and so on.")
                    @Nullable
                    String name)
            throws IOException {
        AdminKeys keys = new AdminKeys(state.folder());
        try {
            String chosen = name == null ? freeName(keys.list(), role) : name;
            Optional<String> secret = keys.create(chosen, role);
            if (secret.isEmpty()) {
                return fail("there is a key named " + chosen + " already. Choose another name, or delete that key"
                        + " first: ./sluice key delete " + chosen);
            }
            out().println("Key " + chosen + " (" + role + "). It is shown this once; only its hash is kept, in "
                    + keys.file() + ".");
            out().println();
            out().println("  " + secret.get());
            return 0;
        } catch (IllegalArgumentException e) {
            return fail(e.getMessage());
        }
    }

    @Command(name = "list", description = "List names and roles.", mixinStandardHelpOptions = true)
    int list() throws IOException {
        AdminKeys keys = new AdminKeys(state.folder());
        List<AdminKey> all = keys.list();
        if (all.isEmpty()) {
            out().println("No keys in " + keys.file() + ". Make one: ./sluice key create --role operator");
        }
        all.forEach(key -> out().printf("%-40s %s%n", key.name(), key.role()));
        return 0;
    }

    @Command(name = "delete", description = "Delete a key: it opens nothing any more.", mixinStandardHelpOptions = true)
    int delete(@Parameters(paramLabel = "NAME", description = "As ./sluice key list shows it.") String name)
            throws IOException {
        AdminKeys keys = new AdminKeys(state.folder());
        if (!keys.delete(name)) {
            String names =
                    String.join(", ", keys.list().stream().map(AdminKey::name).toList());
            return fail(
                    "there is no key named " + name + (names.isEmpty() ? "; there is none at all" : ", but: " + names));
        }
        out().println("Key " + name + " is deleted.");
        return 0;
    }

    private static String freeName(List<AdminKey> keys, KeyRole role) {
        TreeSet<String> taken = new TreeSet<>(keys.stream().map(AdminKey::name).toList());
        int number = 1;
        while (taken.contains(role + "-" + number)) {
            number++;
        }
        return role + "-" + number;
    }

    private int fail(@Nullable String why) {
        spec.commandLine().getErr().println("sluice: " + why);
        return 1;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
